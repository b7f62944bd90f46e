"""Firebase mode is set up wholly or not at all; what is missing or wrong is named, and no key is ever shown."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from flowchat.chat.adapters.firebase.tests.google import Signer
from flowchat.config import env, firebase
from flowchat.config.problems import BadSetting

KEY = {
    "type": "service_account",
    "project_id": "our-chat",
    "private_key": Signer().private_pem,
    "client_email": "server@our-chat.iam.gserviceaccount.com",
    "token_uri": "https://oauth2.googleapis.com/token",
}
WEB = {
    "apiKey": "public-key",
    "authDomain": "our-chat.firebaseapp.com",
    "appId": "1:2:web:3",
    "measurementId": "G-1",
}
WHOLE = {
    "FIREBASE_PROJECT_ID": "our-chat",
    "FIREBASE_CREDENTIALS": json.dumps(KEY),
    "FIREBASE_DATABASE_URL": "https://our-chat-default-rtdb.europe-west1.firebasedatabase.app/",
    "FIREBASE_WEB_CONFIG": json.dumps(WEB),
}
EMULATED = {
    "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099",
    "FIRESTORE_EMULATOR_HOST": "127.0.0.1:8080",
    "FIREBASE_DATABASE_EMULATOR_HOST": "127.0.0.1:9000",
}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*WHOLE, *EMULATED, "FIREBASE_RECEIPT_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FLOWCHAT_DATA", str(tmp_path / "data"))


def load(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> firebase.Firebase | None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return env.load().firebase


def refusal(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> BadSetting:
    with pytest.raises(BadSetting) as refused:
        load(monkeypatch, settings)
    assert "s3cret" not in str(refused.value)
    assert "PRIVATE" not in str(refused.value)
    assert refused.value.fix
    return refused.value


def test_off_without_any_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, {}) is None
    assert load(monkeypatch, EMULATED) is None, "a developer's emulators alone switch nothing on"


def test_on_with_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    found = load(monkeypatch, WHOLE)
    assert found is not None
    assert (found.project_id, found.credentials, found.emulators) == ("our-chat", KEY, None)
    assert found.database_url == "https://our-chat-default-rtdb.europe-west1.firebasedatabase.app"
    public = {name: WEB[name] for name in ("apiKey", "authDomain", "appId")}
    assert dict(found.web) == {**public, "projectId": "our-chat"}, (
        "what no part of ours needs is not passed on"
    )
    assert found.receipt_messages == firebase.RECEIPT_MESSAGES
    assert "PRIVATE" not in repr(found)
    assert "wss://*.europe-west1.firebasedatabase.app" in found.connects_to


def test_credentials_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(KEY))
    found = load(monkeypatch, {**WHOLE, "FIREBASE_CREDENTIALS": str(path)})
    assert found is not None
    assert found.credentials == KEY


@pytest.mark.parametrize("missing", WHOLE)
def test_a_missing_part_is_named(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    rest = {name: value for name, value in WHOLE.items() if name != missing}
    assert refusal(monkeypatch, rest).name == missing


def test_a_number_alone_is_half_a_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(monkeypatch, {"FIREBASE_RECEIPT_MESSAGES": "5"}).name == "FIREBASE_PROJECT_ID"


@pytest.mark.parametrize("missing", EMULATED)
def test_all_emulators_or_none(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    rest = {name: value for name, value in EMULATED.items() if name != missing}
    assert refusal(monkeypatch, {**WHOLE, **rest}).name == missing


def test_emulators_need_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = {name: value for name, value in WHOLE.items() if name != "FIREBASE_CREDENTIALS"}
    found = load(monkeypatch, {**rest, **EMULATED})
    assert found is not None
    assert found.emulators == firebase.Emulators("127.0.0.1:9099", "127.0.0.1:8080", "127.0.0.1:9000")
    assert found.connects_to[-1] == "ws://127.0.0.1:9000"
    assert not any("google" in origin for origin in found.connects_to)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FIREBASE_CREDENTIALS", "/nowhere/key.json"),
        ("FIREBASE_CREDENTIALS", "{s3cret"),
        ("FIREBASE_CREDENTIALS", json.dumps({**KEY, "type": "authorized_user"})),
        ("FIREBASE_CREDENTIALS", json.dumps({**KEY, "private_key": ""})),
        ("FIREBASE_CREDENTIALS", json.dumps({**KEY, "private_key": "s3cret"})),
        ("FIREBASE_CREDENTIALS", json.dumps({**KEY, "private_key": KEY["private_key"].replace("\n", "\\n")})),
        ("FIREBASE_CREDENTIALS", json.dumps({**KEY, "project_id": "another-chat"})),
        ("FIREBASE_DATABASE_URL", "http://our-chat.firebaseio.com"),
        ("FIREBASE_DATABASE_URL", "our-chat"),
        ("FIREBASE_DATABASE_URL", "https://example.com"),
        ("FIREBASE_DATABASE_URL", "https://our-chat.firebaseio.com/below"),
        ("FIREBASE_WEB_CONFIG", "apiKey"),
        ("FIREBASE_WEB_CONFIG", "[]"),
        ("FIREBASE_WEB_CONFIG", "{}"),
        ("FIREBASE_WEB_CONFIG", json.dumps({**WEB, "projectId": "another-chat"})),
        ("FIREBASE_RECEIPT_MESSAGES", "-1"),
        ("FIREBASE_RECEIPT_MESSAGES", "201"),
        ("FIREBASE_RECEIPT_MESSAGES", "many"),
    ],
)
def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert refusal(monkeypatch, {**WHOLE, name: value}).name == name


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        firebase, "find_spec", lambda name: None if name == "firebase_admin" else find_spec(name)
    )
    assert "flowchat[firebase]" in refusal(monkeypatch, WHOLE).fix
