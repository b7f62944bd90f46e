"""What two people do at the same moment. Threads, a real database, several rounds."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from flowchat.chat.errors import ChatError, Conflict
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.access import viewer_of
from flowchat.chat.rooms.models import Membership, Room, RoomKind, RoomRole
from flowchat.chat.rooms.tests.factories import (
    at_once,
    finish_deleting,
    make_person,
    make_room,
    room_events,
    seat_of,
)

ROUNDS = 6


@pytest.mark.django_db(transaction=True)
def test_two_owners_can_not_both_leave() -> None:
    alice, bob, carol = (make_person(name) for name in ("Alice", "Bob", "Carol"))
    for _ in range(ROUNDS):
        room = make_room(alice, bob, carol)
        actions.change_role(changer=seat_of(alice, room), user_id=bob.id, role=RoomRole.OWNER)
        owners = [seat_of(alice, room), seat_of(bob, room)]
        results = at_once(*(lambda owner=owner: actions.leave_room(leaver=owner) for owner in owners))
        refused = [one for one in results if isinstance(one, Conflict)]
        assert [one.code for one in refused] == ["last_owner"]
        assert Membership.objects.filter(room=room, role=RoomRole.OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_can_not_demote_each_other() -> None:
    alice, bob = make_person("Alice"), make_person("Bob")
    for _ in range(ROUNDS):
        room = make_room(alice, bob)
        actions.change_role(changer=seat_of(alice, room), user_id=bob.id, role=RoomRole.OWNER)
        seats = [(seat_of(alice, room), bob), (seat_of(bob, room), alice)]
        results = at_once(
            *(
                lambda seat=seat, other=other: actions.change_role(
                    changer=seat, user_id=other.id, role=RoomRole.MEMBER
                )
                for seat, other in seats
            )
        )
        assert len([one for one in results if isinstance(one, ChatError)]) == 1
        assert Membership.objects.filter(room=room, role=RoomRole.OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_two_leave_a_private_room() -> None:
    for number in range(ROUNDS):
        alice, bob = make_person(f"Alice{number}"), make_person(f"Bob{number}")
        room = make_room(alice, bob)
        actions.change_role(changer=seat_of(alice, room), user_id=bob.id, role=RoomRole.OWNER)
        seats = [seat_of(alice, room), seat_of(bob, room)]
        assert at_once(*(lambda seat=seat: actions.leave_room(leaver=seat) for seat in seats)) == [None, None]
        assert Room.objects.filter(id=room.id, deleted_at__isnull=False).exists()
        finish_deleting()
        assert not Room.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_joining_twice_at_once_is_joining_once() -> None:
    alice = make_person("Alice")
    for number in range(ROUNDS):
        bob = make_person(f"Bob{number}")
        room = make_room(alice, kind=RoomKind.PUBLIC)
        join = partial(actions.join_room, viewer=viewer_of(bob, room.id))
        add = partial(actions.add_members, adder=seat_of(alice, room), people=[bob])
        results: list[Any] = at_once(join, join, add)
        assert not [one for one in results if isinstance(one, Exception)]
        assert room_events(room) == ["room.created", "member.added"]


@pytest.mark.django_db(transaction=True)
def test_crossing_changes_never_wait_for_each_other() -> None:
    """Two rooms, the same people, everything at once: the lock order keeps PostgreSQL from finding a deadlock."""
    alice, bob, *others = (make_person(name) for name in ("Alice", "Bob", "Carol", "Dora", "Emil"))
    rooms = [make_room(alice, bob, kind=RoomKind.PUBLIC), make_room(bob, alice, kind=RoomKind.PUBLIC)]
    for _ in range(ROUNDS):
        jobs: list[Callable[[], Any]] = []
        for room, order in zip(rooms, (others, others[::-1]), strict=True):
            jobs.append(partial(actions.add_members, adder=seat_of(alice, room), people=order))
            jobs.append(partial(actions.join_room, viewer=viewer_of(others[0], room.id)))
        assert not [one for one in at_once(*jobs) if isinstance(one, Exception)]
        for room, owner in zip(rooms, (alice, bob), strict=True):
            for one in others:
                actions.remove_member(remover=seat_of(owner, room), user_id=one.id)
