"""Set-up of a new server by its one-time link."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from flowchat.chat import errors
from flowchat.chat.accounts import actions
from flowchat.chat.accounts.models import AccountRole, Community, OneTimeLink, User
from flowchat.chat.accounts.tests.factories import at_once, bearer, make_user, types_in
from flowchat.chat.rooms.models import Room


def asked(token: str, **other: str) -> dict[str, str]:
    return {
        "token": token,
        "community_name": "Lighthouse",
        "name": "Alice Archer",
        "username": "alice",
        "email": "Alice@Example.org",
        "password": "a lamp in the fog",
        "room_name": "Everyone",
        **other,
    }


def set_up(token: str, **other: str) -> Any:
    return APIClient().post("/api/setup/", asked(token, **other), format="json")


@pytest.mark.django_db
def test_the_link_makes_the_owner_the_first_room_and_an_invite() -> None:
    assert APIClient().get("/api/community/").json()["needs_setup"] is True
    link = actions.create_setup_link()
    assert APIClient().get(f"/api/setup/{link.token}/").status_code == 200
    response = set_up(link.token)
    assert response.status_code == 201, response.content
    body = response.json()
    assert body["me"]["role"] == "owner"
    assert body["me"]["email"] == "alice@example.org"
    assert bearer(body["access"]).get("/api/me/").json()["username"] == "alice"
    assert "flowchat_refresh" in response.cookies
    room = Room.objects.get(id=body["room_id"])
    assert (room.name, room.kind, room.starting) == ("Everyone", "public", True)
    assert APIClient().get("/api/community/").json()["name"] == "Lighthouse"
    assert APIClient().get("/api/community/").json()["needs_setup"] is False
    assert types_in("community") == ["community.changed"]
    invited = APIClient().get(f"/api/invites/{body['invite']['url'].rpartition('/')[2]}/").json()
    assert invited["invited_by"] == "Alice Archer"
    assert invited["community"]["name"] == "Lighthouse"


@pytest.mark.django_db
def test_a_used_link_works_no_more() -> None:
    link = actions.create_setup_link()
    assert set_up(link.token).status_code == 201
    again = set_up(link.token, username="mallory", email="m@example.org")
    assert (again.status_code, again.json()["error"]["code"]) == (404, "link_not_valid")
    assert APIClient().get(f"/api/setup/{link.token}/").status_code == 404
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_old_link_works_no_more() -> None:
    link = actions.create_setup_link()
    OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert set_up(link.token).status_code == 404
    assert timedelta(minutes=59) < link.expires_at - timezone.now() <= timedelta(hours=1)


@pytest.mark.django_db
def test_a_new_link_replaces_the_one_before() -> None:
    first, second = actions.create_setup_link(), actions.create_setup_link()
    assert set_up(first.token).status_code == 404
    assert set_up(second.token).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "../../etc", "é" * 40])
def test_a_made_up_link_never_worked(token: str) -> None:
    actions.create_setup_link()
    assert set_up(token).status_code in {400, 404}
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "short"),
        ("password", "password1234"),
        ("username", "a"),
        ("email", "nobody"),
        ("name", " "),
        ("community_name", "\u202eevil"),
        ("room_name", ""),
    ],
)
def test_bad_input_names_the_field_and_leaves_the_link_good(field: str, value: str) -> None:
    link = actions.create_setup_link()
    response = set_up(link.token, **{field: value})
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]
    assert set_up(link.token).status_code == 201


@pytest.mark.django_db
def test_a_server_that_has_an_owner_gives_no_link() -> None:
    link = actions.create_setup_link()
    make_user("Alice", role=AccountRole.OWNER)
    with pytest.raises(errors.Conflict) as refusal:
        actions.create_setup_link()
    assert refusal.value.code == "already_set_up"
    assert set_up(link.token, username="mallory", email="m@example.org").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_many_who_follow_the_link_at_once_one_wins() -> None:
    link = actions.create_setup_link()
    answers = at_once(
        *(lambda n=n: set_up(link.token, username=f"user{n}", email=f"u{n}@example.org") for n in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [404] * 5
    assert User.objects.count() == Community.objects.count() == Room.objects.count() == 1
