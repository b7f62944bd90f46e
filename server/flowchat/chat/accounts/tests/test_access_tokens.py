"""The access token: what passes, and everything that must not."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from flowchat.chat import errors
from flowchat.chat.accounts.access import authenticate_token
from flowchat.chat.accounts.actions import sign_out, start_session
from flowchat.chat.accounts.models import Session
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import bearer, token_of
from flowchat.chat.accounts.tokens import seal_refresh

OTHER_KEY = "another key, also long enough for HMAC with SHA-256"


def claims_of(session: Session, **other: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    claims = {
        "sub": str(session.user_id),
        "sid": str(session.id),
        "iat": now,
        "exp": now + timedelta(minutes=15),
        "aud": "flowchat:access",
        **other,
    }
    return {name: value for name, value in claims.items() if value is not None}


def signed(session: Session, key: str = "", algorithm: str = "HS256", **other: Any) -> str:
    return jwt.encode(claims_of(session, **other), key or settings.JWT_KEY, algorithm=algorithm)


def unsigned(session: Session) -> str:
    return jwt.encode(claims_of(session), "", algorithm="none")


def with_header(session: Session, **header: str) -> str:
    """A well-signed body under another header."""
    _head, body, mac = signed(session).split(".")
    raw = json.dumps({"alg": "HS256", "typ": "JWT", **header}).encode()
    return ".".join((base64.urlsafe_b64encode(raw).rstrip(b"=").decode(), body, mac))


BAD: dict[str, Callable[[Session], str]] = {
    "garbage": lambda s: "garbage",
    "empty": lambda s: "",
    "two parts": lambda s: signed(s).rpartition(".")[0],
    "not ASCII": lambda s: "é.é.é",
    "no algorithm": unsigned,
    "no signature": lambda s: signed(s).rpartition(".")[0] + ".",
    "algorithm none over a good signature": lambda s: with_header(s, alg="none"),
    "another key": lambda s: signed(s, OTHER_KEY),
    "another algorithm": lambda s: signed(s, settings.JWT_KEY + "0" * 64, "HS512"),
    "the same key, another algorithm": lambda s: signed(s, settings.JWT_KEY, "HS384"),
    "another purpose": lambda s: signed(s, aud="flowchat:refresh"),
    "no purpose": lambda s: signed(s, aud=None),
    "no end": lambda s: signed(s, exp=None),
    "no person": lambda s: signed(s, sub=None),
    "no session": lambda s: signed(s, sid=None),
    "no beginning": lambda s: signed(s, iat=None),
    "from the future": lambda s: signed(s, iat=datetime.now(UTC) + timedelta(hours=1)),
    "a session that is no id": lambda s: signed(s, sid="x"),
    "a session that is a number": lambda s: signed(s, sid=7),
    "a person that is no id": lambda s: signed(s, sub="x"),
    "a refresh token": lambda s: seal_refresh(s.id, s.generation),
    "a changed body": lambda s: ".".join(
        (signed(s).split(".")[0], signed(s, sub=str(uuid4())).split(".")[1], signed(s).split(".")[2])
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_token_is_refused(cast: Cast, kind: str) -> None:
    session = start_session(user=cast.bob, device="Test")
    client = APIClient()
    header = f"Bearer {BAD[kind](session)}".encode().decode("latin-1")
    client.credentials(HTTP_AUTHORIZATION=header)
    response = client.get("/api/me/")
    assert (response.status_code, response.json()["error"]["code"]) == (401, "signed_out")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_token_says_so(cast: Cast) -> None:
    session = start_session(user=cast.bob, device="Test")
    response = bearer(signed(session, exp=datetime.now(UTC) - timedelta(seconds=1))).get("/api/me/")
    assert (response.status_code, response.json()["error"]["code"]) == (401, "token_expired")


def test_an_expired_token_of_another_key_tells_nothing(cast: Cast) -> None:
    session = start_session(user=cast.bob, device="Test")
    token = signed(session, OTHER_KEY, exp=datetime.now(UTC) - timedelta(seconds=1))
    assert bearer(token).get("/api/me/").json()["error"]["code"] == "signed_out"


@pytest.mark.parametrize("header", ["", "Bearer", "Basic Ym9iOmJvYg==", "bearer", "Token x"])
def test_no_token_is_signed_out(cast: Cast, header: str) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)
    response = client.get("/api/me/")
    assert (response.status_code, response.json()["error"]["code"]) == (401, "signed_out")


def test_a_good_token_names_person_session_and_end(cast: Cast) -> None:
    session = start_session(user=cast.bob, device="Test")
    who = authenticate_token(token_of(session))
    assert (who.user, who.session) == (cast.bob, session)
    assert timedelta(minutes=14) < who.expires_at - timezone.now() <= timedelta(minutes=15)


def test_the_token_of_an_ended_session_says_so(cast: Cast) -> None:
    session = start_session(user=cast.bob, device="Test")
    sign_out(session)
    with pytest.raises(errors.SignedOut) as refusal:
        authenticate_token(token_of(session))
    assert refusal.value.code == "session_ended"


@pytest.mark.parametrize("change", ["idle", "deactivated", "gone", "another person's"])
def test_a_session_that_can_not_go_on_says_so(cast: Cast, change: str) -> None:
    session = start_session(user=cast.bob, device="Test")
    token = token_of(session)
    if change == "idle":
        Session.objects.update(expires_at=timezone.now())
    elif change == "deactivated":
        type(cast.bob).objects.filter(id=cast.bob.id).update(is_active=False)
    elif change == "gone":
        Session.objects.all().delete()
    else:
        token = signed(session, sub=str(cast.alice.id))
    assert bearer(token).get("/api/me/").json()["error"]["code"] == "session_ended"


def test_authenticating_is_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    client = bearer(token_of(start_session(user=cast.bob, device="Test")))
    with django_assert_num_queries(1):
        assert client.get("/api/me/").status_code == 200


def test_a_public_page_minds_no_stale_token(cast: Cast) -> None:
    assert bearer("stale").get("/api/community/").status_code == 200
