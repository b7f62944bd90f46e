"""The room of the demo where everything that can be done with messages has been done."""

from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.events.objects import Message
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.access import member_message_of, message_of
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.actions.delete import delete_message
from flowchat.chat.messaging.actions.drafts import keep_draft
from flowchat.chat.messaging.actions.edit import edit_message
from flowchat.chat.messaging.actions.pin import set_pinned
from flowchat.chat.messaging.actions.reactions import add_reaction
from flowchat.chat.messaging.actions.save import save_message
from flowchat.chat.messaging.actions.settings import change_settings
from flowchat.chat.messaging.actions.threads import resolve_thread, root_for
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.actions import create_room, mark_read
from flowchat.chat.rooms.models import RoomKind

NAME = "Workshop"
ALICE_HAS_LEFT = 1
"""So many messages has Alice not read: the one that calls her."""

_SNIPPET = """Here is the loop we talked about:
```python
def page(messages, seq, limit=50):
    # By position, never by offset: a new message must not move the page.
    return [one for one in messages if one.seq < seq][-limit:]
```"""
_TABLE = """Where the sails go:

| sail | wind | who |
| :-- | --: | :-- |
| small | 6 and more | Jihoon |
| large | up to 4 | Zoe |"""
_PLAN = """Plan for the open day:

1. **Doors** at ten, coffee *before* that
2. Two tours, ~~three~~ if it rains
3. ||Cake at four||

> Whoever comes first opens the windows."""


class _Room:
    def __init__(self, opener: User, others: list[User]) -> None:
        self.id = create_room(
            creator=opener,
            kind=RoomKind.PRIVATE,
            name=NAME,
            description="Code, tables, threads and cake",
            people=others,
        ).room_id
        self.people = [opener, *others]

    def say(
        self, who: User, text: str, *, answers: Message | None = None, under: Message | None = None
    ) -> Message:
        """Let somebody write, in answer to a message or in the thread of one."""
        new = NewMessage(
            client_id=new_id(),
            text=text,
            reply_to=answers.id if answers else None,
            thread=under.id if under else None,
        )
        return send_message(sender=member_of(who, self.id), new=new).message

    def react(self, message: Message, emoji: str, *people: User) -> None:
        """Let people put an emoji under a message."""
        for who in people:
            add_reaction(proof=member_message_of(who, message.id), emoji=emoji)


def hold_workshop(people: dict[str, User]) -> UUID:
    """Make the room through the actions that everyone uses; returns its id."""
    alice, bob, carol, jihoon, zoe = (people[name] for name in ("alice", "bob", "carol", "jihoon", "zoe"))
    room = _Room(alice, [bob, carol, jihoon, zoe])
    snippet = room.say(bob, _SNIPPET)
    table = room.say(carol, _TABLE)
    plan = room.say(zoe, _PLAN)
    answer = room.say(jihoon, "I take the small one if nobody minds", answers=table)
    mistake = room.say(zoe, "Wrong window, sorry")
    room.react(snippet, "👀", alice, carol, jihoon)
    room.react(snippet, "🎉", zoe)
    room.react(plan, "🍰", alice, bob, carol, jihoon)
    edit_message(
        editor=member_message_of(jihoon, answer.id), text="I take the small one, if nobody minds", version=0
    )
    delete_message(deleter=member_message_of(zoe, mistake.id))
    for who, text in ((bob, "Who buys the cake?"), (alice, "I do."), (zoe, "With lemon, please")):
        room.say(who, text, under=plan)
    for who, text in ((carol, "Is six knots the limit?"), (jihoon, "Seven, with two people")):
        room.say(who, text, under=table)
    root = root_for(room.id, table.id)
    assert root is not None
    resolve_thread(member=member_of(carol, room.id), root=root)
    set_pinned(member=member_message_of(alice, plan.id), pinned=True)
    save_message(reader=message_of(alice, snippet.id))
    end = room.say(jihoon, "Then it is settled")
    for who in room.people:
        mark_read(reader=member_of(who, room.id), seq=end.seq)
    last = room.say(bob, "@alice can you look at the loop before Friday?")
    for who in (carol, jihoon, zoe):
        mark_read(reader=member_of(who, room.id), seq=last.seq)
    change_settings(member=member_of(alice, room.id), changes={"favourite": True})
    keep_draft(
        writer=member_of(alice, room.id), thread=None, text="Yes, tomorrow, and", reply_to=None, version=1
    )
    return room.id
