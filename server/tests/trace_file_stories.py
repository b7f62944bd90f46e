"""Stories of the golden traces with files: sent, forwarded, answered, taken away; and a room that gets a picture."""

from typing import Any
from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.events.objects import Message as Said
from flowchat.chat.ids import new_id
from flowchat.chat.media.actions.faces import drop_room_picture, set_room_picture
from flowchat.chat.media.models import FileKind, Upload
from flowchat.chat.media.tests.pieces import bring_file, bring_picture
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.actions.delete import delete_message, restore_message
from flowchat.chat.messaging.actions.edit import edit_message
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.tests.factories import seat_of
from tests.trace_stories import Scene, Story


def _picture(owner: User) -> Upload:
    """A picture whose numbers are the same with every version of every library."""
    known: dict[str, Any] = {
        "content_type": "image/jpeg",
        "width": 640,
        "height": 480,
        "thumbhash": "HwgGDYJ1dldXVgdVdmVXVtuP+loR",
    }
    return bring_file(owner, "beach.jpg", kind=FileKind.PICTURE, **known)


def _send(
    user: User,
    scene: Scene,
    *uploads: Upload,
    text: str = "",
    reply_to: UUID | None = None,
    forward: UUID | None = None,
) -> Said:
    ids = [one.id for one in uploads]
    new = NewMessage(client_id=new_id(), text=text, upload_ids=ids, reply_to=reply_to, forward=forward)
    return send_message(sender=seat_of(user, scene.room), new=new).message


def sending_files(scene: Scene) -> None:
    """Files with and without words; an answer quotes the first of them; one is forwarded, one gets a caption."""
    plain = _send(scene.alice, scene, _picture(scene.alice), bring_file(scene.alice, "plan.txt"))
    _send(scene.carol, scene, text="What a beach", reply_to=plain.id)
    _send(scene.bob, scene, _picture(scene.bob), text="Mine, too")
    _send(scene.carol, scene, forward=plain.id)
    proof = member_message_of(scene.alice, plain.id)
    edit_message(editor=proof, text="The beach, and the plan", version=0)


def deleting_files(scene: Scene) -> None:
    """A message with a file goes and comes back; the last one goes for good, and with it what its answer shows."""
    first = _send(scene.alice, scene, _picture(scene.alice))
    _send(scene.carol, scene, text="Nice", reply_to=first.id)
    last = _send(scene.alice, scene, bring_file(scene.alice, "plan.txt"))
    for message in (first, last):
        delete_message(deleter=member_message_of(scene.alice, message.id))
    restore_message(restorer=member_message_of(scene.alice, first.id))
    assert Message.objects.get(id=last.id).deleted_at is not None


def picturing(scene: Scene) -> None:
    """The room gets a picture, another, and none again, and one at last."""
    alice = seat_of(scene.alice, scene.room)
    for _ in range(2):
        set_room_picture(bring_picture(scene.alice), editor=alice)
    drop_room_picture(editor=alice)
    set_room_picture(bring_picture(scene.alice), editor=alice)


FILE_STORIES: dict[str, Story] = {
    "sending-files": sending_files,
    "deleting-files": deleting_files,
    "picturing": picturing,
}
