"""What one person may know of another."""

from datetime import UTC, datetime, timedelta

import pytest
from rest_framework.test import APIClient

from flowchat.chat.accounts.actions.sessions import start_session
from flowchat.chat.accounts.models import AccountRole, User
from flowchat.chat.accounts.tokens import make_access_token
from flowchat.chat.ids import new_id
from flowchat.chat.presence.actions import record_last_seen
from flowchat.chat.presence.queries import last_seen_of
from flowchat.chat.rooms.tests.factories import make_person, make_room

THEN = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)


@pytest.fixture
def people(db: None) -> tuple[User, User, User]:
    """Alice and Bob share a room, Carol is outside."""
    alice, carol = make_person("Alice"), make_person("Carol")
    bob = make_person("Bob", email="bob@example.org")
    make_room(alice, bob)
    record_last_seen([bob.id], at=THEN)
    return alice, bob, carol


def look_up(viewer: User, user_id: object) -> tuple[int, dict[str, object]]:
    token, _ = make_access_token(user_id=viewer.id, session_id=start_session(user=viewer, device="").id)
    response = APIClient(HTTP_AUTHORIZATION=f"Bearer {token}").get(f"/api/users/{user_id}/")
    return response.status_code, response.json()


def test_who_shares_a_room_sees_when_but_not_the_address(people: tuple[User, User, User]) -> None:
    alice, bob, _ = people
    status, profile = look_up(alice, bob.id)
    assert status == 200
    assert profile["last_seen_at"] == "2026-11-22T20:15:00.000Z"
    assert profile["email"] is None
    assert profile["role"] == "member"


def test_strangers_see_the_person_and_nothing_more(people: tuple[User, User, User]) -> None:
    _, bob, carol = people
    _, profile = look_up(carol, bob.id)
    assert profile["person"] == {
        "id": str(bob.id),
        "username": "bob",
        "name": "Bob",
        "about": "",
        "time_zone": "UTC",
        "active": True,
        "picture_id": None,
        "revision": bob.revision,
    }
    assert (profile["email"], profile["last_seen_at"]) == (None, None)


def test_the_address_is_for_its_owner_and_for_admins(people: tuple[User, User, User]) -> None:
    _, bob, carol = people
    assert look_up(bob, bob.id)[1]["email"] == "bob@example.org"
    carol.role = AccountRole.ADMIN
    carol.save(update_fields=["role"])
    assert look_up(carol, bob.id)[1]["email"] == "bob@example.org"


def test_nobody_is_not_found(people: tuple[User, User, User]) -> None:
    assert look_up(people[0], new_id())[0] == 404
    assert look_up(people[0], "bob")[0] == 404
    assert APIClient().get(f"/api/users/{people[1].id}/").status_code == 401


def test_the_last_time_counts(people: tuple[User, User, User]) -> None:
    alice, bob, carol = people
    record_last_seen([carol.id, bob.id], at=THEN + timedelta(hours=1))
    assert last_seen_of(alice, bob) == THEN + timedelta(hours=1)
    assert last_seen_of(alice, carol) is None


def test_who_keeps_last_seen_back_shows_it_to_nobody_else(people: tuple[User, User, User]) -> None:
    alice, bob, _ = people
    bob.preferences = {"show_last_seen": False}
    bob.save(update_fields=["preferences"])
    assert last_seen_of(alice, bob) is None
    assert last_seen_of(bob, bob) == THEN
