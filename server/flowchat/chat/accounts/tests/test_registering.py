"""Registering: open, by invite, or not at all."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from flowchat.chat import errors
from flowchat.chat.accounts import actions
from flowchat.chat.accounts.access import administrator, managed_account
from flowchat.chat.accounts.models import AccountRole, Invite, User
from flowchat.chat.accounts.shapes import CommunityChanges
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import at_once, bearer, client_of, make_user
from flowchat.chat.accounts.tokens import seal_invite
from flowchat.chat.events.objects import Registration
from flowchat.chat.rooms.actions import create_room
from flowchat.chat.rooms.models import Membership, RoomKind

PASSWORD = "seven small boats"


def register(username: str, *, invite: str | None = None, **other: Any) -> Any:
    body = {
        "name": username.title(),
        "username": username,
        "email": f"{username}@example.org",
        "password": PASSWORD,
        "invite": invite,
        **other,
    }
    return APIClient().post("/api/auth/register/", body, format="json")


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def invite_of(user: User, *, use_limit: int | None = None) -> tuple[Invite, str]:
    invite = actions.create_invite(by=user, expires_in_hours=24, use_limit=use_limit)
    return invite, seal_invite(invite.id)


def open_to(cast: Cast, mode: Registration) -> None:
    actions.change_community(administrator(cast.alice), CommunityChanges(registration=mode))


def test_by_invite(cast: Cast) -> None:
    invite, token = invite_of(cast.bob)
    response = register("dora", invite=token)
    assert response.status_code == 201, response.content
    body = response.json()
    assert body["me"]["role"] == "member"
    assert "flowchat_refresh" in response.cookies
    assert bearer(body["access"]).get("/api/me/").json()["username"] == "dora"
    invite.refresh_from_db()
    assert invite.uses == 1


def test_a_newcomer_is_in_the_starting_rooms_and_no_other(cast: Cast) -> None:
    start = create_room(creator=cast.alice, kind=RoomKind.PUBLIC, name="Everyone", starting=True).room
    create_room(creator=cast.alice, kind=RoomKind.PUBLIC, name="Chess")
    register("dora", invite=invite_of(cast.bob)[1])
    rooms = Membership.objects.filter(user__username="dora").values_list("room_id", flat=True)
    assert list(rooms) == [start.id]


def test_without_an_invite_nobody_registers_by_default(cast: Cast) -> None:
    assert code_of(register("dora")) == (403, "registration_closed")
    assert code_of(register("dora", invite="")) == (403, "registration_closed")


def test_open_registration_needs_no_invite_and_minds_no_old_one(cast: Cast) -> None:
    open_to(cast, "open")
    assert register("dora").status_code == 201
    assert register("emil", invite="of last year").status_code == 201


def test_closed_registration_opens_to_no_invite(cast: Cast) -> None:
    _, token = invite_of(cast.bob)
    open_to(cast, "closed")
    assert code_of(register("dora", invite=token)) == (403, "registration_closed")
    refused = client_of(cast.bob).post(
        "/api/invites/", {"expires_in_hours": None, "use_limit": None}, format="json"
    )
    assert code_of(refused) == (403, "registration_closed")


@pytest.mark.django_db
def test_nobody_registers_before_set_up() -> None:
    assert code_of(register("dora", invite="x")) == (403, "registration_closed")


@pytest.mark.parametrize("why", ["expired", "revoked", "used up", "its maker is gone", "changed", "garbage"])
def test_an_invite_that_does_not_work(cast: Cast, why: str) -> None:
    invite, token = invite_of(cast.bob, use_limit=1)
    if why == "expired":
        Invite.objects.update(expires_at=timezone.now())
    elif why == "revoked":
        actions.revoke_invite(invite)
    elif why == "used up":
        assert register("first", invite=token).status_code == 201
    elif why == "its maker is gone":
        actions.change_account(managed_account(cast.alice, cast.bob.id), active=False)
    else:
        token = f"{token[:-4]}AAAA" if why == "changed" else "garbage"
    assert code_of(APIClient().get(f"/api/invites/{token}/")) == (404, "link_not_valid")
    assert code_of(register("dora", invite=token)) == (404, "link_not_valid")
    assert not User.objects.filter(username="dora").exists()


def test_without_a_good_invite_nobody_learns_which_accounts_there_are(cast: Cast) -> None:
    for username, email in (("dora", "carol@example.org"), ("carol", "dora@example.org")):
        assert code_of(register(username, invite="made-up", email=email)) == (404, "link_not_valid")
        assert code_of(register(username, invite=None, email=email)) == (403, "registration_closed")


def test_a_refused_newcomer_uses_no_invite_up(cast: Cast) -> None:
    invite, token = invite_of(cast.bob, use_limit=1)
    assert code_of(register("CAROL", invite=token)) == (409, "username_taken")
    assert code_of(register("dora", invite=token, email="Carol@Example.org")) == (409, "email_taken")
    invite.refresh_from_db()
    assert invite.uses == 0
    assert register("dora", invite=token).status_code == 201


@pytest.mark.parametrize("taken", ["carol", "Carol", "CAROL", "ｃａｒｏｌ"])
def test_a_name_is_taken_however_it_is_written(cast: Cast, taken: str) -> None:
    _, token = invite_of(cast.bob)
    response = register(taken, invite=token, email="new@example.org")
    assert code_of(response) == (409, "username_taken")
    assert list(response.json()["error"]["fields"]) == ["username"]


def test_names_in_other_scripts_are_compared_in_any_case(cast: Cast) -> None:
    _, token = invite_of(cast.bob)
    assert register("Жанна", invite=token, email="j@example.org").status_code == 201
    assert code_of(register("жАННА", invite=token, email="k@example.org")) == (409, "username_taken")
    assert register("田中さん", invite=token, email="t@example.org").status_code == 201


NO_USERNAMES = (
    "a",
    "a" * 33,
    "a b",
    "a@b",
    ".dot",
    "dot.",
    "a\u202eb",
    "a\u200bb",
    "a\0b",
    "🙂🙂",
    "\u0301a",
    "",
    "carol\ufe0f",
    "ca\u034frol",
    "carol\u180b",
    "carol\U000e0100",
    "\u3164\u3164",
)
RESERVED = ("everyone", "Me", "admin", "ADMIN")
HALF_CYRILLIC = "p\u0430ul"


@pytest.mark.parametrize("username", [*NO_USERNAMES, *RESERVED, HALF_CYRILLIC])
def test_what_no_username_can_be(cast: Cast, username: str) -> None:
    _, token = invite_of(cast.bob)
    response = register(username, invite=token, name="Someone", email="new@example.org")
    assert code_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == ["username"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "too short"),
        ("password", "qwertyuiop"),
        ("password", "dora@example.org"),
        ("email", "dora"),
        ("email", "a@b"),
        ("email", None),
        ("email", f"{'d' * 250}@example.org"),
        ("name", "   "),
        ("name", "\u200b"),
        ("name", "\u3164\u200b"),
        ("name", "\u2800"),
        ("name", "x" * 81),
        ("name", "Do\u202era"),
        ("name", "Do\nra\0"),
        ("name", 7),
    ],
)
def test_bad_input_names_its_field(cast: Cast, field: str, value: Any) -> None:
    _, token = invite_of(cast.bob)
    response = register("dora", invite=token, **{field: value})
    assert code_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == [field]


def test_names_are_trimmed(cast: Cast) -> None:
    _, token = invite_of(cast.bob)
    me = register(" dora ", invite=token, name="  Dora   Díaz ", email=" Dora@Example.org ").json()["me"]
    assert (me["name"], me["username"], me["email"]) == ("Dora Díaz", "dora", "dora@example.org")


def test_registering_is_slowed_down_per_address(cast: Cast) -> None:
    statuses = [register("dora").status_code for _ in range(101)]
    assert statuses == [403] * 100 + [429]
    assert int(register("dora").headers["Retry-After"]) >= 1


@pytest.mark.parametrize("path", ["setup", "invites", "auth/reset"])
def test_guessing_at_links_is_slowed_down_per_address(cast: Cast, path: str) -> None:
    client = APIClient()
    statuses = [client.get(f"/api/{path}/guess{number}/").status_code for number in range(61)]
    assert statuses == [404] * 60 + [429]
    assert client.get(f"/api/{path}/guess/", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_making_invites_is_slowed_down_per_account(cast: Cast) -> None:
    body = {"expires_in_hours": 1, "use_limit": 1}
    client = client_of(cast.bob)
    statuses = [client.post("/api/invites/", body, format="json").status_code for _ in range(31)]
    assert statuses == [201] * 30 + [429]
    assert client_of(cast.carol).post("/api/invites/", body, format="json").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_the_last_use_goes_to_one_newcomer(cast: Cast) -> None:
    invite, token = invite_of(cast.bob, use_limit=1)
    answers = at_once(*(lambda n=n: register(f"user{n}", invite=token).status_code for n in range(6)))
    assert sorted(answers) == [201] + [404] * 5
    invite.refresh_from_db()
    assert invite.uses == 1


@pytest.mark.django_db(transaction=True)
def test_one_name_goes_to_one_newcomer(cast: Cast) -> None:
    _, token = invite_of(cast.bob)
    answers = at_once(
        *(lambda n=n: register("dora", invite=token, email=f"d{n}@example.org").status_code for n in range(5))
    )
    assert sorted(answers) == [201] + [409] * 4


def test_invites_are_seen_and_revoked_by_their_maker_and_admins(cast: Cast) -> None:
    body = {"expires_in_hours": 48, "use_limit": 5, "note": " for the crew "}
    made = client_of(cast.bob).post("/api/invites/", body, format="json")
    assert made.status_code == 201, made.content
    invite = made.json()
    assert invite["url"].startswith("http://testserver/join/")
    assert (invite["use_limit"], invite["uses"], invite["note"], invite["active"]) == (
        5,
        0,
        "for the crew",
        True,
    )
    assert client_of(cast.bob).get("/api/invites/").json() == {"invites": [invite]}
    assert client_of(cast.anna).get("/api/invites/").json() == {"invites": [invite]}
    assert client_of(cast.carol).get("/api/invites/").json() == {"invites": []}
    assert client_of(cast.carol).delete(f"/api/invites/{invite['id']}/").status_code == 404
    assert client_of(cast.anna).delete(f"/api/invites/{invite['id']}/").status_code == 204
    assert client_of(cast.bob).delete(f"/api/invites/{invite['id']}/").status_code == 204
    assert client_of(cast.bob).get("/api/invites/").json()["invites"][0]["active"] is False
    assert APIClient().get(f"/api/invites/{invite['url'].rpartition('/')[2]}/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires_in_hours": 0},
        {"expires_in_hours": 1e9},
        {"use_limit": 0},
        {"use_limit": "3"},
        {"use_limit": True},
        {"note": "x" * 121},
        {"surprise": 1},
    ],
)
def test_an_invite_that_makes_no_sense(cast: Cast, wrong: dict[str, Any]) -> None:
    body = {"expires_in_hours": None, "use_limit": None, "note": "", **wrong}
    response = client_of(cast.bob).post("/api/invites/", body, format="json")
    assert code_of(response) == (400, "invalid")
    assert not Invite.objects.exists()


def test_the_public_url_goes_into_links(cast: Cast, settings: Any) -> None:
    settings.PUBLIC_URL = "https://chat.example.org"
    body = {"expires_in_hours": None, "use_limit": None}
    url = client_of(cast.bob).post("/api/invites/", body, format="json").json()["url"]
    assert url.startswith("https://chat.example.org/join/")


@pytest.mark.django_db
def test_the_command_line_may_use_names_that_sound_official() -> None:
    user = actions.create_account(
        name="Root", username="root", email=None, password=PASSWORD, role=AccountRole.OWNER
    )
    assert (user.role, user.email) == ("owner", None)
    with pytest.raises(errors.Invalid) as refusal:
        actions.create_account(name="", username="a b", email="x", password=PASSWORD)
    assert refusal.value.fields == {
        "name": ["This is needed."],
        "username": ["Only letters, digits, dots, dashes and underscores, please."],
        "email": ["This is not an e-mail address."],
    }
    assert make_user("Plain").pk != user.pk
