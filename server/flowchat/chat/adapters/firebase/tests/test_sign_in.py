"""Tokens both ways, by Google's own SDK: what it asks of Google is answered on this machine."""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import firebase_admin
import jwt
import pytest
from django.core.cache import cache
from django.utils import timezone
from firebase_admin import _token_gen, _user_mgt
from google.auth import jwt as google_jwt
from rest_framework.test import APIClient

from flowchat.chat.accounts import ports
from flowchat.chat.accounts.actions.sessions import sign_out, start_session
from flowchat.chat.accounts.models import Session, User
from flowchat.chat.accounts.tests.factories import PASSWORD, make_user
from flowchat.chat.adapters.firebase.app import firebase_app
from flowchat.chat.adapters.firebase.sign_in import _signer, asking
from flowchat.chat.adapters.firebase.tests.google import PROJECT, Google, Signer
from flowchat.chat.ids import new_id
from flowchat.config.firebase import Firebase

ACCOUNT = f"server@{PROJECT}.iam.gserviceaccount.com"
WEB = {"apiKey": "public-key", "projectId": PROJECT}


@pytest.fixture(scope="module")
def google() -> Iterator[Google]:
    with Google().running() as running:
        yield running


@pytest.fixture
def service_key(google: Google) -> Signer:
    return Signer()


@pytest.fixture
def bob(db: None) -> User:
    cache.clear()
    return make_user("Bob")


@pytest.fixture(autouse=True)
def _firebase(
    google: Google, service_key: Signer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Firebase mode is on; the SDK's three addresses of Google lead to the stand-in."""
    google.accounts.clear()
    google.away = False
    monkeypatch.setattr(_token_gen, "ID_TOKEN_CERT_URI", f"{google.url}/certificates")
    monkeypatch.setattr(_user_mgt.UserManager, "ID_TOOLKIT_URL", f"{google.url}/v1")
    key = {
        "type": "service_account",
        "project_id": PROJECT,
        "client_email": ACCOUNT,
        "private_key": service_key.private_pem,
        "token_uri": f"{google.url}/token",
    }
    settings.FIREBASE = Firebase(PROJECT, key, "https://our-chat.firebaseio.com", WEB, None)
    settings.FLOWCHAT_LINKED_SIGN_IN = "flowchat.chat.adapters.firebase.sign_in.FirebaseSignIn"
    firebase_app.cache_clear()
    _signer.cache_clear()
    yield
    with suppress(ValueError):  # a story that never asked Google made none
        firebase_admin.delete_app(firebase_admin.get_app("flowchat"))
    firebase_app.cache_clear()


def sign_in() -> Any:
    body = {"login": "bob", "password": PASSWORD}
    return APIClient().post("/api/auth/login/", body, format="json")


def identify(token: str) -> Any:
    return APIClient().post("/api/auth/firebase/", {"id_token": token}, format="json")


def test_signing_in_and_refreshing_bring_a_custom_token(bob: User, service_key: Signer) -> None:
    client = APIClient()
    first = client.post("/api/auth/login/", {"login": "bob", "password": PASSWORD}, format="json")
    second = client.post("/api/auth/refresh/", HTTP_ORIGIN="http://testserver")
    for answer in (first, second):
        assert answer.status_code == 200, answer.content
        token = answer.json()["firebase_token"]
        assert jwt.get_unverified_header(token)["alg"] == "RS256"
        claims = jwt.decode(
            token, service_key.key.public_key(), ["RS256"], audience=_token_gen.FIREBASE_AUDIENCE
        )
        assert claims["uid"] == str(bob.id)
        assert (claims["iss"], claims["sub"]) == (ACCOUNT, ACCOUNT)
        assert claims["exp"] - claims["iat"] == 300, "who steals one has minutes, not an hour"
        assert set(claims) == {"iss", "sub", "aud", "uid", "iat", "exp"}, "no roles, no claims of ours"


def test_without_firebase_there_is_no_token_and_no_endpoint(bob: User, settings: Any) -> None:
    settings.FLOWCHAT_LINKED_SIGN_IN, settings.FIREBASE = None, None
    assert sign_in().json()["firebase_token"] is None
    assert APIClient().get("/api/community/").json()["firebase"] is None
    assert identify("a.b.c").status_code == 404


def test_the_client_is_told_where_to_go_and_nothing_secret(bob: User, service_key: Signer) -> None:
    answer = APIClient().get("/api/community/")
    assert answer.json()["firebase"] == {
        "web": WEB,
        "database_url": "https://our-chat.firebaseio.com",
        "emulators": None,
    }
    assert b"PRIVATE" not in answer.content


def test_an_id_token_says_whose_it_is(bob: User, google: Google) -> None:
    google.knows(str(bob.id))
    answer = identify(google.id_token(str(bob.id)))
    assert answer.status_code == 200, answer.content
    assert answer.json()["user_id"] == str(bob.id)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-chat"},
        {"iss": "https://securetoken.google.com/another-chat"},
        {"exp": 1},
        {"iat": 9_999_999_999},
        {"sub": ""},
    ],
    ids=["audience", "issuer", "ended", "from the future", "nobody"],
)
def test_claims_that_are_wrong(bob: User, google: Google, claims: dict[str, Any]) -> None:
    google.knows(str(bob.id))
    answer = identify(google.id_token(str(bob.id), **claims))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "signed_out")


def test_signatures_that_are_wrong(bob: User, google: Google) -> None:
    google.knows(str(bob.id))
    good = google.id_token(str(bob.id))
    head, body, _ = good.split(".")
    for token in (
        google.id_token(str(bob.id), by=Signer()),
        google.id_token(str(bob.id), algorithm="none"),
        f"{head}.{body}.",
        f"{head}.{body}.AAAA",
        "garbage",
    ):
        assert identify(token).status_code == 401, token


def test_a_custom_token_is_no_id_token(bob: User) -> None:
    assert identify(sign_in().json()["firebase_token"]).status_code == 401


def test_revoked_disabled_and_unknown_sign_ins(bob: User, google: Google) -> None:
    token = google.id_token(str(bob.id))
    assert identify(token).status_code == 401, "Firebase knows no such account"
    google.knows(str(bob.id), valid_since=time.time())
    assert identify(token).status_code == 401
    google.knows(str(bob.id), disabled=True)
    assert identify(token).status_code == 401


def test_strangers_to_this_server_and_the_deactivated(bob: User, google: Google) -> None:
    for uid in ("somebody-else", str(new_id())):
        google.knows(uid)
        assert identify(google.id_token(uid)).status_code == 401
    google.knows(str(bob.id))
    User.objects.filter(id=bob.id).update(is_active=False)
    assert identify(google.id_token(str(bob.id))).status_code == 401


def test_a_sign_out_here_counts_before_google_has_heard_of_it(bob: User, google: Google) -> None:
    google.knows(str(bob.id))
    session = start_session(user=bob, device="A test")
    token = google.id_token(str(bob.id))
    assert identify(token).status_code == 200
    sign_out(session)
    assert identify(token).status_code == 401
    Session.objects.filter(id=session.id).update(ended_at=timezone.now() - timedelta(hours=1))
    assert identify(token).status_code == 200, "signed in again since"


def test_google_out_of_reach_is_no_refusal(bob: User, google: Google) -> None:
    google.knows(str(bob.id))
    token = google.id_token(str(bob.id))
    google.away = True
    assert identify(token).status_code == 503


@pytest.mark.parametrize(
    "body", [{}, {"id_token": ""}, {"id_token": 5}, {"id_token": "x" * 8193}, {"token": "x"}]
)
def test_garbage(bob: User, body: dict[str, Any]) -> None:
    assert APIClient().post("/api/auth/firebase/", body, format="json").status_code == 400


def test_tries_are_counted(bob: User) -> None:
    answers = [identify("garbage").status_code for _ in range(61)]
    assert answers == [401] * 60 + [429]
    assert ports.linked_sign_in() is ports.linked_sign_in(), "made once"


def test_a_key_that_signs_nothing_keeps_nobody_out(
    bob: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(google_jwt, "encode", broken)
    answer = sign_in()
    assert (answer.status_code, answer.json()["firebase_token"]) == (200, None)
    assert "No token for the linked service" in caplog.text


def broken(*_: object, **__: object) -> bytes:
    raise ValueError("no key")


def test_a_google_that_does_not_answer_holds_two_askers_at_most(bob: User, google: Google) -> None:
    google.knows(str(bob.id))
    token = google.id_token(str(bob.id))
    with asking, asking:
        assert identify(token).status_code == 503
    assert identify(token).status_code == 200
