"""Unread counts are derived: whatever three people do, the answer, the event and a plain count agree."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import ChatError
from flowchat.chat.events.streams import room_stream
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.access import member_of, viewer_of
from flowchat.chat.rooms.models import Membership, Room, RoomKind
from flowchat.chat.rooms.queries import entries_of
from flowchat.chat.rooms.tests.factories import logged, make_person, make_room

WHO = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), WHO),
        st.tuples(st.just("send_again"), WHO),
        st.tuples(st.just("read"), WHO, st.integers(0, 30)),
        st.tuples(st.just("join"), WHO),
        st.tuples(st.just("leave"), WHO),
        st.tuples(st.just("remove"), WHO, WHO),
        st.tuples(st.just("add"), WHO, WHO),
    ),
    max_size=25,
)


@dataclass
class Truth:
    """What the log says, counted by hand."""

    positions: dict[str, int] = field(default_factory=dict)
    messages: list[tuple[int, str]] = field(default_factory=list)

    def unread(self, user: User) -> int:
        position = self.positions[str(user.id)]
        return sum(seq > position and author != str(user.id) for seq, author in self.messages)

    def take(self, seq: int, event: dict[str, Any]) -> None:
        match event["type"]:
            case "room.created":
                self.positions = {one["person"]["id"]: one["last_read_seq"] for one in event["members"]}
            case "member.added":
                self.positions[event["member"]["person"]["id"]] = event["member"]["last_read_seq"]
            case "member.removed":
                del self.positions[event["user_id"]]
            case "message.sent":
                self.messages.append((seq, event["message"]["author_id"]))
                self.positions[event["message"]["author_id"]] = seq
            case "room.read":
                assert event["last_read_seq"] > self.positions[event["user_id"]]
                self.positions[event["user_id"]] = event["last_read_seq"]


class World:
    """One public room and three people who may do anything in any order; refusals are part of it."""

    def __init__(self) -> None:
        self.people = [make_person(f"Person{number}") for number in range(3)]
        self.room: Room = make_room(*self.people, kind=RoomKind.PUBLIC)
        self.sent: dict[int, UUID] = {}

    def seat(self, who: int) -> Membership:
        return member_of(self.people[who], self.room.id)

    def send(self, who: int) -> None:
        self.sent[who] = new_id()
        send_message(sender=self.seat(who), new=NewMessage(client_id=self.sent[who], text="words"))

    def send_again(self, who: int) -> None:
        send_message(
            sender=self.seat(who), new=NewMessage(client_id=self.sent.get(who, new_id()), text="words")
        )

    def read(self, who: int, seq: int) -> None:
        actions.mark_read(reader=self.seat(who), seq=seq)

    def join(self, who: int) -> None:
        actions.join_room(viewer=viewer_of(self.people[who], self.room.id))

    def leave(self, who: int) -> None:
        actions.leave_room(leaver=self.seat(who))

    def remove(self, who: int, whom: int) -> None:
        actions.remove_member(remover=self.seat(who), user_id=self.people[whom].id)

    def add(self, who: int, whom: int) -> None:
        actions.add_members(adder=self.seat(who), people=[self.people[whom]])


@pytest.mark.django_db
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_unread_is_what_the_log_says(steps: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        world = World()
        for verb, *people in steps:
            try:
                getattr(world, verb)(*people)
            except ChatError:
                continue
        truth = Truth()
        for seq, event in enumerate(logged(room_stream(world.room.id)), start=1):
            truth.take(seq, event)
        seated = {one.user_id: one.last_read_seq for one in Membership.objects.filter(room=world.room)}
        assert {str(one): seq for one, seq in seated.items()} == truth.positions
        for person in world.people:
            entries = entries_of(person)
            assert len(entries) == (person.id in seated)
            for entry in entries:
                assert entry.unread_count == truth.unread(person)
                assert entry.last_read_seq == truth.positions[str(person.id)]
        transaction.set_rollback(True)
