"""One's own account."""

from typing import Any

import pytest

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import PASSWORD, at_once, client_of, logged, make_user, types_in

CHOICES = {
    "theme": "system",
    "show_receipts": True,
    "show_typing": True,
    "show_last_seen": True,
    "sections": [],
}
DARK = {**CHOICES, "theme": "dark"}


def change(user: User, **changes: Any) -> Any:
    return client_of(user).patch("/api/me/", changes, format="json")


def test_me(cast: Cast) -> None:
    me = client_of(cast.bob).get("/api/me/").json()
    created_at = me.pop("created_at")
    assert created_at.endswith("Z")
    assert me == {
        "id": str(cast.bob.id),
        "username": "bob",
        "name": "Bob",
        "about": "",
        "time_zone": "UTC",
        "picture_id": None,
        "active": True,
        "revision": 1,
        "email": "bob@example.org",
        "role": "member",
        "language": "en",
        "preferences": CHOICES,
    }


def test_what_everyone_may_know_is_told_to_everyone(cast: Cast) -> None:
    response = change(cast.bob, name="Robert", about="Sails.\r\nSings.", time_zone="Asia/Calcutta")
    assert response.status_code == 200, response.content
    me = response.json()
    assert (me["name"], me["about"], me["time_zone"], me["revision"]) == (
        "Robert",
        "Sails.\nSings.",
        "Asia/Calcutta",
        2,
    )
    assert logged(f"user.{cast.bob.id}") == [{"type": "account.changed", "me": me}]
    [told] = logged("community")
    assert told["type"] == "profile.changed"
    assert told["person"] == {name: me[name] for name in told["person"]}
    assert "email" not in told["person"]


def test_what_concerns_nobody_else_is_told_to_nobody_else(cast: Cast) -> None:
    me = change(cast.bob, language="pt-BR", preferences={"theme": "dark"}).json()
    assert (me["language"], me["preferences"], me["revision"]) == ("pt-BR", DARK, 2)
    assert types_in(f"user.{cast.bob.id}") == ["account.changed"]
    assert types_in("community") == []


def test_what_is_left_out_stays(cast: Cast) -> None:
    change(cast.bob, preferences={"theme": "dark"}, about="Sails.")
    me = change(cast.bob, preferences={}).json()
    assert (me["preferences"], me["about"], me["revision"]) == (DARK, "Sails.", 2)


@pytest.mark.parametrize(
    "changes", [{}, {"name": "Bob"}, {"name": " Bob "}, {"preferences": {"theme": "system"}}]
)
def test_no_change_is_no_event(cast: Cast, changes: dict[str, Any]) -> None:
    change(cast.bob, preferences={"theme": "dark"})
    change(cast.bob, preferences={"theme": "system"})
    before = len(logged(f"user.{cast.bob.id}"))
    assert change(cast.bob, **changes).json()["revision"] == 3
    assert len(logged(f"user.{cast.bob.id}")) == before
    assert logged("community") == []


def test_a_new_name_is_found_and_the_old_one_is_not(cast: Cast) -> None:
    change(cast.bob, name="Zoë", username="zoe")
    people = client_of(cast.alice).get("/api/users/?search=zoe").json()["people"]
    assert [person["name"] for person in people] == ["Zoë"]
    assert client_of(cast.alice).get("/api/users/?search=bob").json()["people"] == []


def test_a_taken_name_is_refused(cast: Cast) -> None:
    response = change(cast.bob, username="CAROL", name="Carol")
    assert (response.status_code, response.json()["error"]["code"]) == (409, "username_taken")
    assert client_of(cast.bob).get("/api/me/").json()["name"] == "Bob"
    assert logged("community") == []


def test_the_case_of_ones_own_name_may_change(cast: Cast) -> None:
    assert change(cast.bob, username="BoB").json()["username"] == "BoB"


def test_names_that_sound_official_are_for_who_runs_the_server(cast: Cast) -> None:
    assert change(cast.bob, username="admin").status_code == 400
    assert change(cast.anna, username="admin").status_code == 200


def test_one_who_has_such_a_name_may_still_change_the_rest(cast: Cast) -> None:
    helper = make_user("Help Desk", username="support")
    assert change(helper, username="support", about="Ask me.").status_code == 200


def test_another_address_needs_the_password(cast: Cast) -> None:
    for password in ({}, {"password": "wrong"}):
        refused = change(cast.bob, email="new@example.org", **password)
        assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, ["password"])
    assert change(cast.bob, email="New@Example.org", password=PASSWORD).json()["email"] == "new@example.org"
    assert change(cast.bob, email="new@example.org").status_code == 200
    assert change(cast.bob, email=None, password=PASSWORD).json()["email"] is None
    assert types_in("community") == []


def test_a_taken_address_is_refused(cast: Cast) -> None:
    response = change(cast.bob, email="Carol@example.org", password=PASSWORD)
    assert (response.status_code, response.json()["error"]["code"]) == (409, "email_taken")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", None),
        ("name", "Bo\u2066b"),
        ("username", "b"),
        ("about", "x" * 281),
        ("about", "a\0b"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "Factory"),
        ("time_zone", ""),
        ("time_zone", "../../etc/passwd"),
        ("language", "klingon language"),
        ("language", ""),
        ("email", "nope"),
        ("preferences.theme", {"theme": "pink"}),
        ("preferences.colour", {"colour": "pink"}),
        ("role", "owner"),
        ("is_active", False),
        ("revision", 99),
    ],
)
def test_bad_changes_name_their_field_and_change_nothing(cast: Cast, field: str, value: Any) -> None:
    response = change(cast.bob, **{"about": "Sails.", field.partition(".")[0]: value})
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]
    assert client_of(cast.bob).get("/api/me/").json()["revision"] == 1


@pytest.mark.parametrize(
    "body", ["[]", "null", "7", '"x"', "{", '{"name": "a", "name": "b"}', '{"about": NaN}']
)
def test_what_is_no_object_is_refused(cast: Cast, body: str) -> None:
    response = client_of(cast.bob).patch("/api/me/", body, content_type="application/json")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "invalid")


def test_preferences_of_another_version_are_no_obstacle(cast: Cast) -> None:
    User.objects.filter(id=cast.bob.id).update(preferences={"theme": "dark", "sound": "sonar"})
    assert client_of(cast.bob).get("/api/me/").json()["preferences"] == DARK


@pytest.mark.django_db(transaction=True)
def test_changes_at_once_all_count(cast: Cast) -> None:
    changes: list[dict[str, Any]] = [
        {"name": "Robert"},
        {"about": "Sails."},
        {"language": "de"},
        {"preferences": {"theme": "dark"}},
        {"time_zone": "Europe/Berlin"},
    ]
    answers = at_once(*(lambda one=one: change(cast.bob, **one).status_code for one in changes))
    assert answers == [200] * 5
    me = client_of(cast.bob).get("/api/me/").json()
    assert (me["name"], me["about"], me["language"], me["time_zone"]) == (
        "Robert",
        "Sails.",
        "de",
        "Europe/Berlin",
    )
    assert (me["preferences"], me["revision"]) == (DARK, 6)
    revisions = [body["me"]["revision"] for body in logged(f"user.{cast.bob.id}")]
    assert revisions == [2, 3, 4, 5, 6]
