"""What stands in for Google, held against Google's own Python SDK; and that nothing of it outlives its test."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from typing import Any

import firebase_admin
import httpx
import pytest
from firebase_admin import auth, db
from google.cloud import firestore

from e2e.support.cable import Cable
from e2e.support.firebase import FirebaseStandIns
from tools import prepare
from tools.prepare import ROOT, Missing

pytestmark = pytest.mark.still

LATE = 30
"""Seconds that an answer may take where the machine is busy."""


@pytest.fixture(scope="module")
def google() -> Iterator[FirebaseStandIns]:
    with FirebaseStandIns() as stand_ins:
        yield stand_ins


@pytest.fixture
def app(google: FirebaseStandIns, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in google.environment().items():
        monkeypatch.setenv(name, value)
    options = {
        "projectId": google.project_id,
        "databaseURL": google.environment()["FIREBASE_DATABASE_URL"],
    }
    app = firebase_admin.initialize_app(options=options, name="stand-ins")
    yield app
    firebase_admin.delete_app(app)


def sign_in(google: FirebaseStandIns, app: Any, uid: str) -> str:
    """Exchange a custom token of the SDK for an ID token, as the browser does."""
    answer = httpx.post(
        f"http://{google.auth}/identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken?key=any",
        json={"token": auth.create_custom_token(uid, app=app).decode(), "returnSecureToken": True},
        timeout=LATE,
    )
    token: str = answer.json()["idToken"]
    return token


def test_tokens_are_verified_until_they_are_revoked(google: FirebaseStandIns, app: Any) -> None:
    token = sign_in(google, app, "anna")
    assert auth.verify_id_token(token, app=app, check_revoked=True)["uid"] == "anna"
    time.sleep(1.1)  # Revoking works in whole seconds: a token of this very second would stay.
    auth.revoke_refresh_tokens("anna", app=app)
    with pytest.raises(auth.RevokedIdTokenError):
        auth.verify_id_token(token, app=app, check_revoked=True)


def test_the_server_writes_past_the_rules_that_stop_a_stranger(google: FirebaseStandIns, app: Any) -> None:
    store = firestore.Client(project=google.project_id)
    path = f"people/{google.project_id}"
    store.document(path).set({"active": True, "valid_since": 0})
    assert store.document(path).get().to_dict() == {"active": True, "valid_since": 0}
    place = f"http://{google.firestore}/v1/projects/{google.project_id}/databases/(default)/documents"
    assert httpx.get(f"{place}/{path}", timeout=LATE).status_code == 403


def test_the_server_keeps_people_in_the_realtime_database(google: FirebaseStandIns, app: Any) -> None:
    people = db.reference("people", app=app)
    people.child("anna").set({"active": True, "valid_since": 3, "nothing": None})
    people.update({"ben/active": False, "ben/valid_since": 5})
    assert people.get() == {
        "anna": {"active": True, "valid_since": 3},
        "ben": {"active": False, "valid_since": 5},
    }
    assert people.get(shallow=True) == {"anna": True, "ben": True}
    latest = people.order_by_child("valid_since").start_at(4).limit_to_last(1)
    assert list(latest.get()) == ["ben"]
    people.child("ben").delete()
    assert people.child("ben").get() is None
    assert people.child("names").push("Grüße 🌻").get() == "Grüße 🌻"


def test_the_realtime_database_keeps_two_writers_apart(google: FirebaseStandIns, app: Any) -> None:
    count = db.reference("count", app=app)
    count.set(1)
    value, etag = count.get(etag=True)
    assert value == 1
    assert count.set_if_unchanged(etag, 2)[0]
    assert not count.set_if_unchanged(etag, 3)[0]
    assert count.transaction(lambda now: now + 5) == 7
    assert count.get_if_changed(count.get(etag=True)[1])[0] is False


def test_the_realtime_database_stops_strangers_and_forged_tokens(google: FirebaseStandIns, app: Any) -> None:
    place = f"http://{google.database}/status.json?ns={google.project_id}-default-rtdb"
    token = sign_in(google, app, "carol")
    db.reference("people/carol", app=app).set({"active": True, "valid_since": 0})
    assert httpx.get(place, timeout=LATE).status_code == 401
    asked = {"ns": f"{google.project_id}-default-rtdb", "auth": token}
    assert httpx.get(place, params=asked, timeout=LATE).status_code == 200
    for forged in ("rubbish", token + "signed", token.replace(".", "x.", 1)):
        headers = {"Authorization": f"Bearer {forged}"}
        assert httpx.get(place, headers=headers, timeout=LATE).status_code == 401
    assert httpx.get(place.replace("ns=", "ns=another-"), timeout=LATE).status_code == 404


def test_a_paused_cable_holds_everything_back_and_loses_nothing(google: FirebaseStandIns) -> None:
    cable = Cable(int(google.database.rpartition(":")[2]))
    place = f"{cable.url}/status.json?ns={google.project_id}-default-rtdb"
    try:
        with httpx.Client(timeout=LATE) as browser:
            assert browser.get(place).status_code == 401
            cable.pause()
            with pytest.raises(httpx.ReadTimeout):
                browser.get(place, timeout=0.3)
            cable.resume()
            assert browser.get(place).status_code == 401
            cable.cut()
            with pytest.raises(httpx.TransportError):
                browser.get(place)
            cable.mend()
            assert browser.get(place).status_code == 401
    finally:
        cable.close()


def test_another_program_than_the_tested_one_is_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "FIREEMU_SHA256", "0" * 64)
    with pytest.raises(Missing, match="checksum"), FirebaseStandIns():
        pass


def test_a_killed_test_leaves_nothing_running() -> None:
    code = """
        import os, time
        from e2e.support.firebase import FirebaseStandIns
        with FirebaseStandIns() as google:
            print(google.auth, google.firestore, google.database, flush=True)
            time.sleep(60)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    addresses = process.stdout.readline().split()
    assert [answers(address) for address in addresses] == [True, True, True]
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    deadline = time.monotonic() + 15
    while any(answers(address) for address in addresses) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [answers(address) for address in addresses] == [False, False, False]


def answers(address: str) -> bool:
    """Does anything listen there?"""
    try:
        httpx.get(f"http://{address}/", timeout=LATE)
    except httpx.TransportError:
        return False
    return True
