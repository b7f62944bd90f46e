"""New passwords: changed, reset by an admin's link, reset by mail."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from rest_framework.test import APIClient

from flowchat.chat.accounts import mails
from flowchat.chat.accounts.models import OneTimeLink, User
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import PASSWORD, at_once, bearer, browser_of, client_of, types_in

NEW = "a lighthouse keeper's cat"


def change(client: APIClient, current: str = PASSWORD, new: str = NEW) -> Any:
    return client.post(
        "/api/auth/password/", {"current_password": current, "new_password": new}, format="json"
    )


def reset(token: str, new: str = NEW) -> Any:
    return APIClient().post("/api/auth/reset/", {"token": token, "new_password": new}, format="json")


def sign_in(login: str, password: str) -> int:
    body = {"login": login, "password": password}
    return APIClient().post("/api/auth/login/", body, format="json").status_code


def link_for(admin: User, user: User) -> str:
    response = client_of(admin).post(f"/api/accounts/{user.id}/reset-link/")
    assert response.status_code == 201, response.content
    assert response.json()["url"].startswith("http://testserver/reset/")
    return str(response.json()["url"].rpartition("/")[2])


def test_changing_it_ends_every_other_session(cast: Cast) -> None:
    here, there = browser_of(cast.bob), browser_of(cast.bob)
    response = change(here)
    assert response.status_code == 200, response.content
    assert bearer(response.json()["access"]).get("/api/me/").status_code == 200
    assert here.post("/api/auth/refresh/").status_code == 200
    assert (there.get("/api/me/").status_code, there.post("/api/auth/refresh/").status_code) == (401, 401)
    assert (sign_in("bob", PASSWORD), sign_in("bob", NEW)) == (401, 200)
    assert types_in(f"user.{cast.bob.id}") == ["sessions.ended"]


def test_changing_it_makes_reset_links_stop_working(cast: Cast) -> None:
    token = link_for(cast.alice, cast.bob)
    assert change(browser_of(cast.bob)).status_code == 200
    assert reset(token, "another good password").status_code == 404


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", NEW, "current_password"),
        (PASSWORD, "short", "new_password"),
        (PASSWORD, "bob@example.org", "new_password"),
    ],
)
def test_a_refused_change_changes_nothing(cast: Cast, current: str, new: str, field: str) -> None:
    here, there = browser_of(cast.bob), browser_of(cast.bob)
    response = change(here, current, new)
    assert (response.status_code, list(response.json()["error"]["fields"])) == (400, [field])
    assert there.get("/api/me/").status_code == 200
    assert sign_in("bob", PASSWORD) == 200


def test_guessing_at_an_open_device_is_slowed_down(cast: Cast) -> None:
    here = browser_of(cast.bob)
    assert [change(here, "wrong").status_code for _ in range(11)] == [400] * 10 + [429]


@pytest.mark.django_db(transaction=True)
def test_signing_in_with_the_old_password_during_a_change_leaves_no_session(cast: Cast) -> None:
    here = browser_of(cast.bob)
    answers = at_once(lambda: change(here).status_code, *(lambda: sign_in("bob", PASSWORD) for _ in range(4)))
    assert answers[0] == 200
    assert cast.bob.sessions.filter(ended_at=None).count() == 1


def test_an_admins_link_sets_a_new_password_once(cast: Cast) -> None:
    old = browser_of(cast.bob)
    token = link_for(cast.anna, cast.bob)
    assert APIClient().get(f"/api/auth/reset/{token}/").json() == {"username": "bob"}
    response = reset(token)
    assert response.status_code == 200, response.content
    assert bearer(response.json()["access"]).get("/api/me/").json()["username"] == "bob"
    assert old.get("/api/me/").status_code == 401
    assert (sign_in("bob", PASSWORD), sign_in("bob", NEW)) == (401, 200)
    again = reset(token, "another good one")
    assert (again.status_code, again.json()["error"]["code"]) == (404, "link_not_valid")
    assert APIClient().get(f"/api/auth/reset/{token}/").status_code == 404


@pytest.mark.parametrize(
    "why", ["a day has passed", "a newer one", "deactivated", "garbage", "a set-up link"]
)
def test_a_link_that_does_not_work(cast: Cast, why: str) -> None:
    token = link_for(cast.anna, cast.bob)
    if why == "a day has passed":
        OneTimeLink.objects.update(expires_at=timezone.now())
    elif why == "a newer one":
        link_for(cast.anna, cast.bob)
    elif why == "deactivated":
        User.objects.filter(id=cast.bob.id).update(is_active=False)
    elif why == "a set-up link":
        OneTimeLink.objects.update(purpose="setup", user=None)
    else:
        token = "garbage"
    assert reset(token).status_code == 404
    assert APIClient().get(f"/api/auth/reset/{token}/").status_code == 404


def test_a_weak_password_leaves_the_link_good(cast: Cast) -> None:
    token = link_for(cast.anna, cast.bob)
    response = reset(token, "12345")
    assert (response.status_code, list(response.json()["error"]["fields"])) == (400, ["new_password"])
    assert reset(token).status_code == 200


def test_only_a_hash_of_the_link_is_kept(cast: Cast) -> None:
    token = link_for(cast.anna, cast.bob)
    link = OneTimeLink.objects.get()
    assert token not in (link.token_hash, str(link.id))
    assert timedelta(hours=23) < link.expires_at - timezone.now() <= timedelta(hours=24)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_link_at_once_one_wins(cast: Cast) -> None:
    token = link_for(cast.anna, cast.bob)
    answers = at_once(*(lambda n=n: reset(token, f"{NEW} {n}").status_code for n in range(4)))
    assert answers.count(200) == 1
    assert set(answers) <= {200, 404, 409}


@pytest.mark.parametrize(
    ("admin", "user"), [("anna", "alice"), ("anna", "anna"), ("bob", "carol"), ("bob", "bob")]
)
def test_who_may_make_no_link(cast: Cast, admin: str, user: str) -> None:
    target = getattr(cast, user)
    response = client_of(getattr(cast, admin)).post(f"/api/accounts/{target.id}/reset-link/")
    assert response.status_code == 403
    assert not OneTimeLink.objects.exists()


def ask_by_mail(login: str) -> Any:
    return APIClient().post("/api/auth/reset-mail/", {"login": login}, format="json")


def test_without_mail_the_answer_says_so(cast: Cast) -> None:
    response = ask_by_mail("bob")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "mail_off")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("login", ["bob", "BOB@example.org"])
def test_a_letter_brings_a_link(cast: Cast, settings: Any, login: str) -> None:
    settings.MAIL_ENABLED = True
    settings.PUBLIC_URL = "https://chat.example.org"
    assert mails.post_reset_link(login, base_url="https://chat.example.org").result(10) is True
    [letter] = mail.outbox
    assert letter.to == ["bob@example.org"]
    found = re.search(r"https://chat\.example\.org/reset/(\S+)", str(letter.body))
    assert found
    assert reset(found[1]).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("login", ["nobody", "nobody@example.org", "carol", "anna"])
def test_nobody_else_gets_a_letter(cast: Cast, login: str) -> None:
    User.objects.filter(id=cast.carol.id).update(is_active=False)
    User.objects.filter(id=cast.anna.id).update(email=None)
    assert mails.post_reset_link(login, base_url="https://chat.example.org").result(10) is False
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_the_answer_never_tells_who_has_an_account(cast: Cast, settings: Any) -> None:
    settings.MAIL_ENABLED = True
    answers = [ask_by_mail(login) for login in ("bob", "nobody")]
    mails.post_reset_link("nobody", base_url="").result(10)  # the letters before it are written by now
    assert [(one.status_code, one.content) for one in answers] == [(202, b"{}")] * 2
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_letters_are_limited_per_account_whether_it_exists_or_not(cast: Cast, settings: Any) -> None:
    settings.MAIL_ENABLED = True
    for login in ("bob", "nobody"):
        assert [ask_by_mail(login).status_code for _ in range(4)] == [202] * 3 + [429]
    mails.post_reset_link("nobody", base_url="").result(10)


@pytest.mark.django_db(transaction=True)
def test_a_dead_mail_server_is_logged_without_the_address(
    cast: Cast, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert mails.post_reset_link("bob", base_url="https://chat.example.org").result(10) is False
    assert "could not be sent" in caplog.text
    assert "bob@example.org" not in caplog.text
    assert OneTimeLink.objects.get().token_hash not in caplog.text
