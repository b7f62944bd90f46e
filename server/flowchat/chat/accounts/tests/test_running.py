"""Running the server: its name, its accounts, their roles."""

from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from flowchat.chat.accounts.models import AccountRole, User
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import at_once, browser_of, client_of, logged, make_user, types_in


def decide(by: User, about: User, **changes: Any) -> Any:
    return client_of(by).patch(f"/api/accounts/{about.id}/", changes, format="json")


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


RULES = {
    "registration": "invite",
    "link_previews": True,
    "edit_minutes": 1440,
    "confirm_mentions_above": 10,
}


def test_what_everyone_may_know_of_the_server(cast: Cast) -> None:
    told = APIClient().get("/api/community/").json()
    assert told.pop("version")
    assert told["limits"].pop("uploads")["files_per_message"] == 10
    assert told == {
        "name": "Lighthouse",
        **RULES,
        "needs_setup": False,
        "contract_level": told["contract_level"],
        "mail": False,
        "previews": True,
        "firebase": None,
        "limits": {"message_length": 8000, "request_bytes": 131072},
    }


def test_a_server_says_that_it_may_not_look_up_links(cast: Cast, settings: Settings) -> None:
    settings.LINK_PREVIEWS = False
    told = APIClient().get("/api/community/").json()
    assert (told["previews"], told["link_previews"]) == (False, True)


@pytest.mark.parametrize("role", ["alice", "anna"])
def test_who_runs_the_server_names_it(cast: Cast, role: str) -> None:
    changes = {"registration": "open", "link_previews": False, "edit_minutes": None}
    body = {"name": " The  Pier ", **changes}
    response = client_of(getattr(cast, role)).patch("/api/community/", body, format="json")
    assert response.json() == {**RULES, "name": "The Pier", **changes}
    assert logged("community") == [{"type": "community.changed", "community": response.json()}]


def test_no_change_of_the_server_is_no_event(cast: Cast) -> None:
    for body in ({}, {"name": "Lighthouse"}, {"registration": "invite"}):
        assert client_of(cast.alice).patch("/api/community/", body, format="json").status_code == 200
    assert logged("community") == []


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"registration": "anarchy"},
        {"name": "a\u202eb"},
        {"motto": "x"},
        {"edit_minutes": 0},
        {"link_previews": "yes"},
        {"confirm_mentions_above": 0},
    ],
)
def test_a_bad_change_of_the_server(cast: Cast, body: dict[str, object]) -> None:
    response = client_of(cast.alice).patch("/api/community/", body, format="json")
    assert (code_of(response), list(response.json()["error"]["fields"])) == ((400, "invalid"), list(body))


def test_the_list_of_accounts(cast: Cast) -> None:
    accounts = client_of(cast.anna).get("/api/accounts/").json()["accounts"]
    assert [account["name"] for account in accounts] == ["Carol", "Bob", "Anna", "Alice"]
    bob, anna = accounts[1], accounts[2]
    assert (bob["email"], bob["role"], bob["last_seen_at"]) == ("bob@example.org", "member", None)
    assert anna["last_seen_at"] is not None


def test_who_hides_when_they_were_here_hides_it_from_all(cast: Cast) -> None:
    hidden = {"preferences": {"show_last_seen": False}}
    assert client_of(cast.anna).patch("/api/me/", hidden, format="json").status_code == 200
    accounts = client_of(cast.alice).get("/api/accounts/").json()["accounts"]
    assert {one["name"]: one["last_seen_at"] is not None for one in accounts} == {
        "Carol": False,
        "Bob": False,
        "Anna": False,
        "Alice": True,
    }


def test_accounts_are_searched_and_paged(cast: Cast) -> None:
    client = client_of(cast.anna)
    assert [one["name"] for one in client.get("/api/accounts/?search=CAR").json()["accounts"]] == ["Carol"]
    assert [one["name"] for one in client.get("/api/accounts/?search=bob@ex").json()["accounts"]] == ["Bob"]
    for number in range(60):
        make_user(f"Extra {number}")
    first = client.get("/api/accounts/").json()["accounts"]
    second = client.get(f"/api/accounts/?before={first[-1]['id']}").json()["accounts"]
    assert (len(first), len(second)) == (50, 14)
    assert len({one["id"] for one in first + second}) == 64


def test_an_owner_makes_and_unmakes_admins_and_owners(cast: Cast) -> None:
    for role in ("admin", "owner", "admin", "member"):
        response = decide(cast.alice, cast.bob, role=role)
        assert (response.status_code, response.json()["role"]) == (200, role)
    told = logged(f"user.{cast.bob.id}")
    assert [body["me"]["role"] for body in told] == ["admin", "owner", "admin", "member"]
    assert types_in("community") == []


@pytest.mark.parametrize(
    ("by", "about", "changes"),
    [
        ("anna", "bob", {"role": "admin"}),
        ("anna", "bob", {"role": "owner"}),
        ("anna", "anna", {"role": "owner"}),
        ("anna", "anna", {"role": "member"}),
        ("anna", "alice", {"active": False}),
        ("anna", "alice", {"role": "member"}),
        ("bob", "bob", {"role": "admin"}),
        ("bob", "carol", {"active": False}),
    ],
)
def test_who_may_not_decide(cast: Cast, by: str, about: str, changes: dict[str, Any]) -> None:
    response = decide(getattr(cast, by), getattr(cast, about), **changes)
    assert code_of(response) == (403, "forbidden")
    for user in (cast.alice, cast.anna, cast.bob, cast.carol):
        before = (user.role, user.is_active)
        user.refresh_from_db()
        assert (user.role, user.is_active) == before


def test_an_admin_decides_about_members(cast: Cast) -> None:
    assert decide(cast.anna, cast.bob, active=False).json()["active"] is False
    assert decide(cast.anna, cast.bob, active=True).json()["active"] is True
    assert decide(cast.anna, cast.bob, role="member").status_code == 200


def test_deactivating_ends_the_sessions_and_tells_everyone(cast: Cast) -> None:
    bob = browser_of(cast.bob)
    assert decide(cast.alice, cast.bob, active=False).status_code == 200
    assert code_of(bob.get("/api/me/")) == (401, "session_ended")
    assert bob.post("/api/auth/refresh/").status_code == 401
    assert types_in(f"user.{cast.bob.id}") == ["sessions.ended", "account.changed"]
    [told] = logged("community")
    assert (told["type"], told["person"]["active"]) == ("profile.changed", False)
    decide(cast.alice, cast.bob, active=True)
    assert bob.get("/api/me/").status_code == 401
    assert browser_of(cast.bob).get("/api/me/").status_code == 200


@pytest.mark.parametrize("changes", [{"role": "admin"}, {"role": "member"}, {"active": False}])
def test_the_last_owner_stays(cast: Cast, changes: dict[str, Any]) -> None:
    assert code_of(decide(cast.alice, cast.alice, **changes)) == (409, "last_owner")
    decide(cast.alice, cast.bob, role="owner")
    assert decide(cast.alice, cast.alice, **changes).status_code == 200


def test_a_deactivated_owner_is_no_owner_to_stay(cast: Cast) -> None:
    make_user("Olga", role=AccountRole.OWNER, is_active=False)
    assert code_of(decide(cast.alice, cast.alice, role="member")) == (409, "last_owner")


@pytest.mark.parametrize("changes", [{"role": "king"}, {"active": "no"}, {"active": 0}, {"revision": 3}])
def test_a_bad_decision(cast: Cast, changes: dict[str, Any]) -> None:
    assert code_of(decide(cast.alice, cast.bob, **changes)) == (400, "invalid")


def test_nobody_there(cast: Cast) -> None:
    path = f"/api/accounts/{uuid4()}/"
    assert client_of(cast.alice).patch(path, {"active": False}, format="json").status_code == 404
    assert client_of(cast.bob).patch(path, {"active": False}, format="json").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_at_once_leave_one(cast: Cast) -> None:
    olga = make_user("Olga", role=AccountRole.OWNER)
    answers = at_once(
        lambda: decide(cast.alice, olga, role="member").status_code,
        lambda: decide(olga, cast.alice, role="member").status_code,
    )
    assert sorted(answers) == [200, 403]
    assert User.objects.filter(role=AccountRole.OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_resign_at_once_leave_one(cast: Cast) -> None:
    olga = make_user("Olga", role=AccountRole.OWNER)
    answers = at_once(
        lambda: decide(cast.alice, cast.alice, role="member").status_code,
        lambda: decide(olga, olga, role="member").status_code,
    )
    assert sorted(answers) == [200, 409]
