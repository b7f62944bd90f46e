"""The door: signing in, and how often one may try."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone
from rest_framework.test import APIClient

from flowchat.chat.accounts import actions
from flowchat.chat.accounts.access import managed_account
from flowchat.chat.accounts.actions.sessions import SESSIONS_LIMIT, start_session
from flowchat.chat.accounts.hashers import Argon2
from flowchat.chat.accounts.models import Session
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import PASSWORD, bearer, browser_of, client_of, logged, types_in


def sign_in(login: str, password: str = PASSWORD, address: str = "198.51.100.7", **headers: Any) -> Any:
    body = {"login": login, "password": password}
    return APIClient().post("/api/auth/login/", body, format="json", REMOTE_ADDR=address, **headers)


@pytest.mark.parametrize("login", ["bob", " BOB ", "ｂｏｂ", "bob@example.org", "Bob@Example.ORG"])
def test_by_username_or_address_in_any_case(cast: Cast, login: str) -> None:
    response = sign_in(login)
    assert response.status_code == 200, response.content
    assert response.json()["me"]["username"] == "bob"
    assert bearer(response.json()["access"]).get("/api/me/").status_code == 200


def test_the_cookie_stays_out_of_reach(cast: Cast, settings: Any) -> None:
    cookie = sign_in("bob").cookies["flowchat_refresh"]
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["secure"]) == ("Strict", "/api/auth/", "")
    assert 59 * 86400 < int(cookie["max-age"]) <= 60 * 86400
    settings.TLS = True
    assert sign_in("bob").cookies["flowchat_refresh"]["secure"] is True


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("bob", "wrong"),
        ("nobody", PASSWORD),
        ("nobody@example.org", PASSWORD),
        ("bob", PASSWORD + " "),
        ("", ""),
    ],
)
def test_wrong_names_and_wrong_passwords_sound_the_same(cast: Cast, login: str, password: str) -> None:
    response = sign_in(login, password)
    assert response.status_code == 401
    assert response.json()["error"] == {
        "code": "wrong_credentials",
        "message": "The name or the password is wrong.",
        "fields": {},
    }
    assert "flowchat_refresh" not in response.cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize("login", ["bob", "nobody", "nobody@example.org", "carol"])
def test_every_refusal_costs_one_hash(cast: Cast, login: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.carol.set_unusable_password()
    cast.carol.save()
    sign_in("warm", "up")
    verified: list[str] = []
    verify = Argon2.verify

    def count(*args: Any) -> bool:
        verified.append("once")
        return verify(*args)

    monkeypatch.setattr(Argon2, "verify", count)
    assert sign_in(login, "wrong").status_code == 401
    assert verified == ["once"]


def test_nul_and_half_characters_are_refused(cast: Cast) -> None:
    assert sign_in("bo\0b").status_code == 400
    raw = b'{"login": "bob", "password": "\\ud800"}'
    response = APIClient().post("/api/auth/login/", raw, content_type="application/json")
    assert response.status_code == 400


def test_forms_of_other_sites_are_no_json(cast: Cast) -> None:
    body = '{"login": "bob", "password": "x"}'
    assert APIClient().post("/api/auth/login/", body, content_type="text/plain").status_code == 415


def test_the_deactivated_learn_it_only_with_their_password(cast: Cast) -> None:
    actions.change_account(managed_account(cast.alice, cast.bob.id), active=False)
    assert sign_in("bob", "wrong").json()["error"]["code"] == "wrong_credentials"
    refused = sign_in("bob")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "account_deactivated")


def test_a_session_names_its_device(cast: Cast) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    sign_in("bob", HTTP_USER_AGENT=agent)
    assert Session.objects.get().device == "Firefox on Linux"


def test_guessing_at_one_account_is_slowed_down(cast: Cast) -> None:
    assert [sign_in("bob", "wrong").status_code for _ in range(11)] == [401] * 10 + [429]
    refused = sign_in("BOB")
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "slow_down"
    assert 1 <= int(refused.headers["Retry-After"]) <= 600
    assert sign_in("bob", address="203.0.113.9").status_code == 200
    assert sign_in("carol").status_code == 200


def test_guessing_at_many_accounts_from_one_address_is_slowed_down(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Argon2, "verify", lambda *args: False)  # sixty real ones would take long
    tries = [sign_in(f"name{number}", "wrong").status_code for number in range(61)]
    monkeypatch.undo()
    assert tries == [401] * 60 + [429]
    assert sign_in("bob", address="203.0.113.9").status_code == 200


def test_a_refused_try_counts_for_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Argon2, "verify", lambda *args: False)  # so many real ones would take long
    hammered = [sign_in("bob", "wrong").status_code for _ in range(70)]
    assert hammered == [401] * 10 + [429] * 60
    assert sign_in("carol", "wrong").status_code == 401, "Bob's neighbours behind one address may go on"
    for number in range(60):
        sign_in(f"name{number}", "wrong")
    counters = set(vars(caches["default"])["_cache"])
    assert [sign_in(f"more{number}", "wrong").status_code for number in range(20)] == [429] * 20
    assert set(vars(caches["default"])["_cache"]) == counters, "a flood of names leaves nothing behind"


def test_signing_in_rightly_counts_for_nothing(cast: Cast) -> None:
    assert [sign_in("bob").status_code for _ in range(15)] == [200] * 15


def test_strangers_who_guess_do_not_lock_the_owner_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    home = "198.51.100.7"
    assert sign_in("alice", address=home).status_code == 200
    monkeypatch.setattr(Argon2, "verify", lambda *args: False)  # a hundred real ones would take long
    guesses = [
        sign_in("alice", "wrong", address=f"203.0.113.{place}").status_code
        for place in range(13)
        for _ in range(8)
    ]
    assert guesses == [401] * 100 + [429] * 4
    monkeypatch.undo()
    assert sign_in("alice", address="192.0.2.1").status_code == 429
    assert sign_in("alice", address=home).status_code == 200


def test_signing_out_ends_this_session_only(cast: Cast) -> None:
    here, there = browser_of(cast.bob), browser_of(cast.bob)
    response = here.post("/api/auth/logout/")
    assert response.status_code == 204
    assert response.cookies["flowchat_refresh"]["max-age"] == 0
    ended = here.get("/api/me/")
    assert (ended.status_code, ended.json()["error"]["code"]) == (401, "session_ended")
    assert there.get("/api/me/").status_code == 200
    assert types_in(f"user.{cast.bob.id}") == ["sessions.ended"]


def test_signing_out_needs_the_cookie_or_the_token(cast: Cast) -> None:
    by_cookie, by_token = browser_of(cast.bob), client_of(cast.bob)
    by_cookie.credentials(HTTP_AUTHORIZATION="Bearer expired.long.ago")
    assert by_cookie.post("/api/auth/logout/").status_code == 204
    assert by_token.post("/api/auth/logout/").status_code == 204
    assert APIClient().post("/api/auth/logout/").status_code == 204
    assert not Session.objects.filter(ended_at=None).exists()


def test_signing_out_everywhere(cast: Cast) -> None:
    browsers = [browser_of(cast.bob) for _ in range(3)]
    carol = browser_of(cast.carol)
    assert browsers[0].post("/api/auth/logout-everywhere/").status_code == 204
    assert [browser.get("/api/me/").status_code for browser in browsers] == [401] * 3
    assert [browser.post("/api/auth/refresh/").status_code for browser in browsers[1:]] == [401] * 2
    assert carol.get("/api/me/").status_code == 200
    assert types_in(f"user.{cast.bob.id}") == ["sessions.ended"]


def test_sessions_are_listed_and_ended_one_by_one(cast: Cast) -> None:
    here, there, carol = browser_of(cast.bob), browser_of(cast.bob), browser_of(cast.carol)
    sessions = here.get("/api/auth/sessions/").json()["sessions"]
    assert sorted(session["current"] for session in sessions) == [False, True]
    other = next(session["id"] for session in sessions if not session["current"])
    assert carol.delete(f"/api/auth/sessions/{other}/").status_code == 404
    assert here.delete(f"/api/auth/sessions/{other}/").status_code == 204
    assert here.delete(f"/api/auth/sessions/{other}/").status_code == 404
    assert (here.get("/api/me/").status_code, there.get("/api/me/").status_code) == (200, 401)
    assert len(here.get("/api/auth/sessions/").json()["sessions"]) == 1


def test_a_script_that_signs_in_for_ever_ends_its_own_oldest_sessions(cast: Cast) -> None:
    first = start_session(user=cast.bob, device="First")
    others = [start_session(user=cast.bob, device="Script") for _ in range(SESSIONS_LIMIT)]
    assert Session.objects.filter(ended_at=None).count() == SESSIONS_LIMIT
    first.refresh_from_db()
    assert first.ended_at is not None
    assert logged(f"user.{cast.bob.id}") == [{"type": "sessions.ended", "session_ids": [str(first.id)]}]
    assert others[0].lives_at(timezone.now())


def test_sessions_that_ended_long_ago_are_forgotten(cast: Cast) -> None:
    old, recent = (start_session(user=cast.bob, device="Test") for _ in range(2))
    Session.objects.filter(id=old.id).update(ended_at=timezone.now() - timedelta(days=31))
    Session.objects.filter(id=recent.id).update(ended_at=timezone.now() - timedelta(days=29))
    new = start_session(user=cast.bob, device="Test")
    assert set(Session.objects.all()) == {recent, new}
