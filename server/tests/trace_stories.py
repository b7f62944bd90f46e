"""The stories of the golden traces: what happens in a room, as one of its members hears it."""

from collections.abc import Callable
from dataclasses import dataclass

from flowchat.chat.accounts.models import User
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions.edit import edit_message
from flowchat.chat.messaging.actions.reactions import add_reaction, remove_reaction
from flowchat.chat.messaging.models import Message
from flowchat.chat.previews.actions import remove_previews, show_previews
from flowchat.chat.previews.composing import Found
from flowchat.chat.previews.pages import keep
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.access import viewer_of
from flowchat.chat.rooms.models import Room, RoomKind, RoomRole
from flowchat.chat.rooms.tests.factories import make_person, make_room, say, seat_of


@dataclass
class Scene:
    """Alice owns the room, Bob (who hears the story) and Carol are in it, Dora is not."""

    alice: User
    bob: User
    carol: User
    dora: User
    room: Room


Story = Callable[[Scene], None]


def set_scene(kind: RoomKind = RoomKind.PUBLIC) -> Scene:
    """Make the people and a room in which two messages were sent; Bob has read neither."""
    alice, bob, carol, dora = (make_person(name) for name in ("Alice", "Bob", "Carol", "Dora"))
    room = make_room(alice, bob, carol, kind=kind)
    say(alice, room, "First")
    say(carol, room, "Second")
    return Scene(alice, bob, carol, dora, room)


def talking(scene: Scene) -> None:
    """Others write, Bob answers (and has thereby read), others write again."""
    say(scene.alice, scene.room, "Good morning\nwith a second line")
    say(scene.carol, scene.room, "שלום 👩🏽‍🚀")
    say(scene.bob, scene.room, "Hello both")
    say(scene.alice, scene.room, "One that Bob hasn't read")


def reading(scene: Scene) -> None:
    """Bob reads one of two, Carol everything, Bob the rest while more arrives."""
    actions.mark_read(reader=seat_of(scene.bob, scene.room), seq=2)
    actions.mark_read(reader=seat_of(scene.carol, scene.room), seq=99)
    say(scene.carol, scene.room, "Third")
    actions.mark_read(reader=seat_of(scene.bob, scene.room), seq=99)
    say(scene.alice, scene.room, "Fourth")


def coming_and_going(scene: Scene) -> None:
    """Dora joins and is welcomed, Carol leaves, Dora is removed, Carol is brought back."""
    actions.join_room(viewer=viewer_of(scene.dora, scene.room.id))
    say(scene.dora, scene.room, "I am new")
    actions.leave_room(leaver=seat_of(scene.carol, scene.room))
    actions.remove_member(remover=seat_of(scene.alice, scene.room), user_id=scene.dora.id)
    actions.add_members(adder=seat_of(scene.bob, scene.room), people=[scene.carol])


def roles(scene: Scene) -> None:
    """Bob becomes an admin, Carol too, Carol no longer, and Alice hands the room over to Bob."""
    alice = seat_of(scene.alice, scene.room)
    actions.change_role(changer=alice, user_id=scene.bob.id, role=RoomRole.ADMIN)
    actions.change_role(changer=alice, user_id=scene.carol.id, role=RoomRole.ADMIN)
    actions.change_role(changer=alice, user_id=scene.carol.id, role=RoomRole.MEMBER)
    actions.hand_over(owner=alice, user_id=scene.bob.id)


def changing(scene: Scene) -> None:
    """The room gets another name and description, is archived and comes back."""
    alice = seat_of(scene.alice, scene.room)
    actions.update_room(editor=alice, name="Orchard", description="Apples\nand pears")
    actions.update_room(editor=alice, archived=True)
    actions.update_room(editor=alice, archived=False)
    actions.update_room(editor=alice, archived=True)


def reacting(scene: Scene) -> None:
    """A kind keeps its place when the first to use it leaves; gone with its last friend, it comes back at the end."""
    row = Message.objects.filter(room=scene.room).latest("seq")

    def add(user: User, emoji: str) -> None:
        add_reaction(proof=member_message_of(user, row.id), emoji=emoji)

    def take(user: User, emoji: str) -> None:
        remove_reaction(proof=member_message_of(user, row.id), emoji=emoji)

    add(scene.alice, "🎉")
    add(scene.carol, "❤")
    add(scene.bob, "🎉")
    take(scene.alice, "🎉")
    add(scene.alice, "👍🏽")
    take(scene.carol, "❤")
    add(scene.carol, "❤")


def previewing(scene: Scene) -> None:
    """Links are previewed, the author changes one, and the cards are taken away."""
    link, other = "https://pages.example/news", "https://pages.example/other"
    for url in (link, other):
        keep(url, Found(title="News", description="Some words", site="pages.example", image=""), None)
    message = say(scene.bob, scene.room, f"{link} and {other}")
    show_previews(message.id, version=0)
    proof = member_message_of(scene.bob, message.id)
    edit_message(editor=proof, text=f"{link} alone", version=0)
    show_previews(message.id, version=1)
    remove_previews(proof=member_message_of(scene.alice, message.id))


def removed(scene: Scene) -> None:
    """Bob is removed: the last thing he hears from this room."""
    actions.remove_member(remover=seat_of(scene.alice, scene.room), user_id=scene.bob.id)


STORIES: dict[str, Story] = {
    "talking": talking,
    "reading": reading,
    "coming-and-going": coming_and_going,
    "roles": roles,
    "changing": changing,
    "reacting": reacting,
    "previewing": previewing,
}
"""Those that begin and end with Bob in the room."""
