"""A mirror on Google's SDK before stand-ins for Google; one set of them for each process of tests."""

from collections.abc import Iterator
from typing import Any

import firebase_admin
import pytest
from firebase_admin import db

from e2e.support.firebase import FirebaseStandIns
from flowchat.chat.adapters.firebase.app import firebase_app
from flowchat.chat.adapters.firebase.documents import PEOPLE
from flowchat.chat.mirroring.tests.glass import Glass, empty_firestore
from flowchat.chat.rooms.tests.conftest import Cast, cast
from flowchat.config.firebase import Emulators, Firebase

__all__ = ["cast"]


@pytest.fixture(scope="session")
def stand_ins() -> Iterator[FirebaseStandIns]:
    with FirebaseStandIns() as running:
        yield running


def use_firebase(
    stand_ins: FirebaseStandIns,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    *,
    firestore: str = "",
    receipt_messages: int = 20,
) -> None:
    """Switch Firebase mode on for a test, with the project empty."""
    project = stand_ins.project_id
    emulators = Emulators(stand_ins.auth, firestore or stand_ins.firestore, stand_ins.database)
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", emulators.auth)
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", emulators.firestore)
    monkeypatch.setenv("FIREBASE_DATABASE_EMULATOR_HOST", emulators.database)
    settings.FIREBASE = Firebase(
        project_id=project,
        credentials=None,
        database_url=stand_ins.environment()["FIREBASE_DATABASE_URL"],
        web={"apiKey": "none", "projectId": project},
        emulators=emulators,
        receipt_messages=receipt_messages,
    )
    settings.FLOWCHAT_MIRROR = "flowchat.chat.adapters.firebase.target.FirebaseMirror"
    firebase_app.cache_clear()
    empty_firestore(stand_ins.firestore, project)
    db.reference(PEOPLE, app=firebase_app()).delete()


def leave_firebase() -> None:
    """Let go of the project that a test used."""
    firebase_admin.delete_app(firebase_app())
    firebase_app.cache_clear()


@pytest.fixture
def glass(
    stand_ins: FirebaseStandIns, settings: Any, monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> Iterator[Glass]:
    """A mirror, round by round in the test's own thread."""
    use_firebase(stand_ins, settings, monkeypatch)
    with Glass() as one:
        yield one
    leave_firebase()
