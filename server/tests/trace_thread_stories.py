"""Stories of threads, positions and switches, for the golden traces: Bob hears them."""

from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.actions.positions import mark_everything_read, mark_unread, set_positions
from flowchat.chat.messaging.actions.settings import change_settings
from flowchat.chat.messaging.actions.threads import (
    follow_thread,
    read_thread,
    reopen_thread,
    resolve_thread,
    unfollow_thread,
)
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.actions import mark_delivered
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests.factories import say, seat_of
from tests.trace_stories import Scene, Story


def reply(user: User, room: Room, root: Message, text: str) -> int:
    """Send a reply in a thread and return its seq."""
    new = NewMessage(client_id=new_id(), text=text, thread=root.id)
    return send_message(sender=seat_of(user, room), new=new).message.seq


def root_of(scene: Scene, message_id: UUID) -> Message:
    """Return the row of a message that begins a thread."""
    return Message.objects.get(id=message_id, room=scene.room)


def _threads(scene: Scene) -> None:
    """Replies with and without Bob, who is called in one, answers, reads on, and goes his way."""
    mine = root_of(scene, say(scene.bob, scene.room, "Who brings the sail?").id)
    other = root_of(scene, say(scene.alice, scene.room, "And who the snacks?").id)
    reply(scene.alice, scene.room, mine, "Not me")
    reply(scene.carol, scene.room, other, "Nobody asked Bob")
    at = reply(scene.carol, scene.room, other, "@bob might")
    read_thread(reader=seat_of(scene.bob, scene.room), root=mine, seq=99)
    reply(scene.alice, scene.room, mine, "Carol has two")
    reply(scene.bob, scene.room, mine, "Good")
    read_thread(reader=seat_of(scene.bob, scene.room), root=other, seq=at)
    reply(scene.alice, scene.room, other, "@all come hungry")
    unfollow_thread(follower=seat_of(scene.bob, scene.room), root=mine)
    reply(scene.alice, scene.room, mine, "Settled then")
    resolve_thread(member=seat_of(scene.carol, scene.room), root=mine)
    reopen_thread(member=seat_of(scene.alice, scene.room), root=mine)
    resolve_thread(member=seat_of(scene.alice, scene.room), root=mine)


def threads_flat(scene: Scene) -> None:
    """Threads, for someone who reads everything in one row."""
    _threads(scene)


def threads_apart(scene: Scene) -> None:
    """Threads, for someone who reads each by itself."""
    change_settings(member=seat_of(scene.bob, scene.room), changes={"view": "threaded"})
    _threads(scene)
    follow_thread(follower=seat_of(scene.bob, scene.room), root=Message.objects.get(room=scene.room, seq=2))
    change_settings(member=seat_of(scene.bob, scene.room), changes={"follow_threads": True, "muted": True})


def there_and_back(scene: Scene) -> None:
    """Bob reads, goes back to the first message, marks everything as read and takes that back."""
    actions.mark_read(reader=seat_of(scene.bob, scene.room), seq=99)
    mark_unread(reader=seat_of(scene.bob, scene.room), seq=2)
    before = mark_everything_read(user=scene.bob)
    say(scene.alice, scene.room, "Meanwhile")
    set_positions(user=scene.bob, wanted=before)


def arriving(scene: Scene) -> None:
    """In a direct chat, Alice's devices receive what Bob wrote before she reads it."""
    sent = say(scene.bob, scene.room, "On my way")
    mark_delivered(receiver=seat_of(scene.alice, scene.room), seq=sent.seq)
    actions.mark_read(reader=seat_of(scene.alice, scene.room), seq=sent.seq)


THREAD_STORIES: dict[str, Story] = {
    "threads-flat": threads_flat,
    "threads-apart": threads_apart,
    "there-and-back": there_and_back,
}
