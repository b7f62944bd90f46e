"""The Django admin: behind its own sign-in, to look at, and to set a password."""

import pytest
from django.core.cache import cache
from django.test import Client

from flowchat.chat.accounts.access import managed_account
from flowchat.chat.accounts.actions import create_reset_link
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import PASSWORD, browser_of, types_in


def sign_in(username: str, password: str = PASSWORD) -> tuple[Client, bool]:
    client = Client()
    response = client.post("/admin/login/?next=/admin/", {"username": username, "password": password})
    return client, response.status_code == 302


@pytest.mark.parametrize(("who", "may"), [("alice", True), ("ALICE", True), ("anna", False), ("bob", False)])
def test_only_owners_come_in(cast: Cast, who: str, may: bool) -> None:
    client, came_in = sign_in(who)
    assert came_in is may
    assert client.get("/admin/accounts/user/").status_code == (200 if may else 302)


def test_the_access_token_opens_no_admin(cast: Cast) -> None:
    assert browser_of(cast.alice).get("/admin/accounts/user/").status_code == 302


def test_every_page_shows(cast: Cast) -> None:
    client, _ = sign_in("alice")
    for model in ("user", "session", "invite", "community"):
        assert client.get(f"/admin/accounts/{model}/").status_code == 200
    page = client.get(f"/admin/accounts/user/{cast.bob.id}/change/")
    assert page.status_code == 200
    assert cast.bob.password not in page.content.decode()


def test_nothing_is_added_changed_or_deleted(cast: Cast) -> None:
    client, _ = sign_in("alice")
    assert client.post("/admin/accounts/user/add/", {"username": "x"}).status_code == 403
    assert client.post(f"/admin/accounts/user/{cast.bob.id}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"/admin/accounts/user/{cast.bob.id}/change/", {"name": "Changed", "role": "owner"})
    cast.bob.refresh_from_db()
    assert (cast.bob.name, cast.bob.role) == ("Bob", "member")
    assert client.post("/admin/accounts/community/1/change/", {"name": "x"}).status_code == 403


def test_a_new_password_ends_the_sessions(cast: Cast) -> None:
    bob = browser_of(cast.bob)
    client, _ = sign_in("alice")
    new = "a lighthouse keeper's cat"
    path = f"/admin/accounts/user/{cast.bob.id}/password/"
    assert client.post(path, {"password1": "short", "password2": "short"}).status_code == 200
    assert bob.get("/api/me/").status_code == 200
    assert client.post(path, {"password1": new, "password2": new}).status_code == 302
    assert bob.get("/api/me/").status_code == 401
    assert types_in(f"user.{cast.bob.id}") == ["sessions.ended"]
    cast.bob.refresh_from_db()
    assert cast.bob.password.startswith("argon2$")
    assert cast.bob.check_password(new)


def test_the_operators_own_new_password_ends_their_sessions_too(cast: Cast) -> None:
    alice, (client, _) = browser_of(cast.alice), sign_in("alice")
    sent_to = client.get("/admin/password_change/").headers["Location"]
    assert sent_to == f"/admin/accounts/user/{cast.alice.id}/password/"
    new = "a lighthouse keeper's cat"
    answer = client.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert answer.headers["Location"] == sent_to, "Django's own form is out of reach"
    assert client.post(sent_to, {"password1": new, "password2": new}).status_code == 302
    assert alice.get("/api/me/").status_code == 401
    assert Client().get("/admin/password_change/").headers["Location"].startswith("/admin/login/")


def test_a_new_password_makes_reset_links_stop_working(cast: Cast) -> None:
    token = create_reset_link(managed_account(cast.alice, cast.bob.id)).token
    client, _ = sign_in("alice")
    new = "a lighthouse keeper's cat"
    client.post(f"/admin/accounts/user/{cast.bob.id}/password/", {"password1": new, "password2": new})
    assert Client().get(f"/api/auth/reset/{token}/").status_code == 404


def test_guessing_here_and_at_the_chats_door_is_counted_together(cast: Cast) -> None:
    for _ in range(10):
        assert sign_in("alice", "wrong")[1] is False
    assert sign_in("alice")[1] is False
    body = {"login": "alice", "password": PASSWORD}
    assert Client().post("/api/auth/login/", body, content_type="application/json").status_code == 429
    cache.clear()
    assert sign_in("alice")[1] is True
