"""Staying signed in: rotation, a lost answer, two tabs, and a stolen token."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from flowchat.chat.accounts.actions import start_session
from flowchat.chat.accounts.models import Session
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import at_once, bearer, token_of, types_in
from flowchat.chat.accounts.tokens import seal_refresh


def refresh(token: str, **headers: Any) -> Any:
    client = APIClient()
    client.cookies["flowchat_refresh"] = token
    return client.post("/api/auth/refresh/", **headers)


def successor(response: Any) -> str:
    assert response.status_code == 200, response.content
    return str(response.cookies["flowchat_refresh"].value)


def refused(response: Any) -> bool:
    return (response.status_code, response.json()["error"]["code"]) == (401, "session_ended")


@pytest.fixture
def session(cast: Cast) -> Session:
    return start_session(user=cast.bob, device="Test")


@pytest.fixture
def first(session: Session) -> str:
    return seal_refresh(session.id, session.generation)


def grace_is_over() -> None:
    Session.objects.update(rotated_at=timezone.now() - timedelta(seconds=31))


def test_each_use_gives_another_token(first: str) -> None:
    response = refresh(first)
    second = successor(response)
    third = successor(refresh(second))
    assert len({first, second, third}) == 3
    assert bearer(response.json()["access"]).get("/api/me/").json() == response.json()["me"]
    assert Session.objects.get().generation == 3


def test_use_keeps_the_session_alive(first: str) -> None:
    Session.objects.update(expires_at=timezone.now() + timedelta(seconds=5))
    successor(refresh(first))
    assert Session.objects.get().expires_at > timezone.now() + timedelta(days=59)


def test_a_session_unused_for_too_long_is_over(first: str) -> None:
    Session.objects.update(expires_at=timezone.now())
    assert refused(refresh(first))


def test_the_last_token_again_gets_the_same_successor(first: str) -> None:
    assert successor(refresh(first)) == successor(refresh(first)) == successor(refresh(first))
    assert Session.objects.get().generation == 2


def test_the_last_token_after_the_grace_ends_the_session(
    cast: Cast, first: str, caplog: pytest.LogCaptureFixture
) -> None:
    second = successor(refresh(first))
    grace_is_over()
    with caplog.at_level(logging.WARNING):
        assert refused(refresh(first))
    assert refused(refresh(second))
    assert types_in(f"user.{cast.bob.id}") == ["sessions.ended"]
    warnings = [record.getMessage() for record in caplog.records if "refresh token" in record.getMessage()]
    assert len(warnings) == 1
    assert first not in caplog.text
    assert first.rpartition(".")[2] not in caplog.text


def test_a_token_older_than_the_last_ends_the_session_at_once(first: str) -> None:
    third = successor(refresh(successor(refresh(first))))
    assert refused(refresh(first))
    assert refused(refresh(third))


def test_a_stolen_session_leaves_the_others_alone(cast: Cast, first: str) -> None:
    other = start_session(user=cast.bob, device="Phone")
    successor(refresh(successor(refresh(first))))
    assert refused(refresh(first))
    successor(refresh(seal_refresh(other.id, other.generation)))


def test_a_restored_backup_signs_nobody_out(session: Session, first: str) -> None:
    third = successor(refresh(successor(refresh(first))))
    Session.objects.update(generation=1)
    assert successor(refresh(third)) == seal_refresh(session.id, 4)


def test_the_deactivated_can_not_go_on(cast: Cast, first: str) -> None:
    type(cast.bob).objects.filter(id=cast.bob.id).update(is_active=False)
    assert refused(refresh(first))


@pytest.mark.parametrize("change", ["mac", "generation", "session", "cut", "none", "garbage", "accents"])
def test_a_token_we_never_made_is_refused_and_ends_nothing(cast: Cast, first: str, change: str) -> None:
    other = start_session(user=cast.alice, device="Test")
    identity, generation, mac = first.split(".")
    token = {
        "mac": f"{identity}.{generation}.{mac[:-2]}AA",
        "generation": f"{identity}.{int(generation) + 1}.{mac}",
        "session": f"{other.id}.{generation}.{mac}",
        "cut": f"{identity}.{generation}",
        "none": "",
        "garbage": "a.b.c",
        "accents": "é.1.é",
    }[change]
    assert refused(refresh(token))
    successor(refresh(first))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"HTTP_ORIGIN": "http://testserver"}, 200),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, 200),
        ({"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}, 200),
        ({"HTTP_ORIGIN": "https://evil.example"}, 403),
        ({"HTTP_ORIGIN": "http://testserver.evil.example"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_ORIGIN": ""}, 403),
        ({"HTTP_ORIGIN": "http://["}, 403),
        ({"HTTP_ORIGIN": "http://testserver:1"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, 403),
    ],
)
@pytest.mark.parametrize("door", ["refresh", "logout"])
def test_other_sites_can_not_use_the_cookie(
    first: str, door: str, headers: dict[str, Any], status: int
) -> None:
    client = APIClient()
    client.cookies["flowchat_refresh"] = first
    response = client.post(f"/api/auth/{door}/", **headers)
    assert response.status_code == (204 if (door, status) == ("logout", 200) else status)
    if status == 403:
        assert response.json()["error"]["code"] == "cross_site"
        assert Session.objects.get().ended_at is None


def test_a_named_origin_may(first: str, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://chat.example.org"]
    successor(refresh(first, HTTP_ORIGIN="https://chat.example.org"))


def test_the_public_url_may_though_a_proxy_says_another_host(first: str, settings: Any) -> None:
    settings.PUBLIC_URL = "https://chat.example.org"
    successor(refresh(first, HTTP_ORIGIN="https://chat.example.org"))


@pytest.mark.django_db(transaction=True)
def test_many_tabs_at_once_get_one_successor(cast: Cast) -> None:
    session = start_session(user=cast.bob, device="Test")
    token = seal_refresh(session.id, session.generation)
    answers = at_once(*(lambda: successor(refresh(token)) for _ in range(8)))
    assert set(answers) == {seal_refresh(session.id, 2)}
    assert Session.objects.get().generation == 2


@pytest.mark.django_db(transaction=True)
def test_refreshing_while_signing_out_everywhere_leaves_nothing_open(cast: Cast) -> None:
    session = start_session(user=cast.bob, device="Test")
    token, access = seal_refresh(session.id, 1), token_of(session)
    at_once(
        *(lambda: refresh(token) for _ in range(4)),
        lambda: bearer(access).post("/api/auth/logout-everywhere/"),
    )
    assert not Session.objects.filter(ended_at=None).exists()
    assert refused(refresh(token))
