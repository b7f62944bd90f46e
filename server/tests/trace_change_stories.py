"""Stories of the golden traces in which messages change: edited, quoted, taken away, brought back, pinned."""

from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.actions.delete import delete_message, restore_message
from flowchat.chat.messaging.actions.edit import edit_message
from flowchat.chat.messaging.actions.pin import set_pinned
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.tests.factories import say, seat_of
from tests.trace_stories import Scene, Story


def _first(scene: Scene) -> UUID:
    return Message.objects.filter(room=scene.room).earliest("seq").id


def _edit(user: User, message_id: UUID, text: str) -> None:
    proof = member_message_of(user, message_id)
    edit_message(editor=proof, text=text, version=proof.row.version)


def _delete(user: User, message_id: UUID, reason: str = "") -> None:
    delete_message(deleter=member_message_of(user, message_id), reason=reason)


def _restore(user: User, message_id: UUID) -> None:
    restore_message(restorer=member_message_of(user, message_id))


def _say(
    user: User, scene: Scene, text: str, *, reply_to: UUID | None = None, thread: UUID | None = None
) -> UUID:
    new = NewMessage(client_id=new_id(), text=text, reply_to=reply_to, thread=thread)
    return send_message(sender=seat_of(user, scene.room), new=new).message.id


def editing(scene: Scene) -> None:
    """The first message is answered by the last, and then edited: so is what the answer shows of it."""
    _edit(scene.alice, _first(scene), "First, **better**")
    answer = _say(scene.carol, scene, "Is it?", reply_to=_first(scene))
    _edit(scene.alice, _first(scene), "First, best")
    _edit(scene.carol, answer, "It is, @alice")


def calling_later(scene: Scene) -> None:
    """Only an edit calls Bob: how many call him is the server's to count."""
    _edit(scene.alice, _first(scene), "First, @bob")


def deleting(scene: Scene) -> None:
    """Unread, read, own, quoted, mentioning and removed messages go."""
    call = say(scene.carol, scene.room, "@bob look").id
    own = say(scene.bob, scene.room, "Mine").id
    loud = say(scene.carol, scene.room, "@all LOUD").id
    answer = _say(scene.alice, scene, "Not so loud", reply_to=loud)
    say(scene.carol, scene.room, "Sorry")
    _delete(scene.alice, loud, "Too loud")
    _delete(scene.carol, call)
    _delete(scene.bob, own)
    actions.mark_read(reader=seat_of(scene.bob, scene.room), seq=99)
    _delete(scene.alice, answer)
    _delete(scene.carol, Message.objects.filter(room=scene.room).latest("seq").id)


def undoing(scene: Scene) -> None:
    """The last message, pinned and answered, goes and comes back as it was."""
    call = say(scene.carol, scene.room, "@bob look").id
    set_pinned(member=member_message_of(scene.alice, call), pinned=True)
    answer = _say(scene.alice, scene, "At what?", reply_to=call)
    _delete(scene.carol, call)
    _delete(scene.alice, answer)
    _restore(scene.carol, call)
    _restore(scene.alice, answer)
    _delete(scene.alice, answer)


def deleting_in_a_thread(scene: Scene) -> None:
    """A reply goes, another goes and comes back, and the root goes while its thread stays."""
    root = _first(scene)
    one = _say(scene.carol, scene, "In the thread", thread=root)
    two = _say(scene.alice, scene, "Here, too", thread=root)
    _delete(scene.carol, one)
    _delete(scene.alice, two)
    _restore(scene.alice, two)
    _delete(scene.alice, root)


def pinning(scene: Scene) -> None:
    """Two are pinned, one of them no longer."""
    last = Message.objects.filter(room=scene.room).latest("seq").id
    for message_id in (_first(scene), last):
        set_pinned(member=member_message_of(scene.bob, message_id), pinned=True)
    set_pinned(member=member_message_of(scene.carol, _first(scene)), pinned=False)


CHANGE_STORIES: dict[str, Story] = {
    "editing": editing,
    "calling-later": calling_later,
    "deleting": deleting,
    "undoing": undoing,
    "deleting-in-a-thread": deleting_in_a_thread,
    "pinning": pinning,
}
