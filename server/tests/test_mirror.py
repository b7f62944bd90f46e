"""The mirror as an operator meets it: a real server, killed in the middle, and the commands beside it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client

from e2e.support.firebase import FirebaseStandIns
from flowchat.cli.tests.commands import flowchat
from tools.person import Person
from tools.stack import Stack


@pytest.fixture
def stand_ins() -> Iterator[FirebaseStandIns]:
    with FirebaseStandIns() as running:
        yield running


class Firestore:
    """What stands there."""

    def __init__(self, stand_ins: FirebaseStandIns, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", stand_ins.firestore)
        credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]  # the SDK carries few types
        self._client = Client(project=stand_ins.project_id, credentials=credentials)

    def ids(self, collection: str) -> set[str]:
        return {one.id for one in self._client.collection(collection).stream()}

    def lose(self, path: str) -> None:
        self._client.document(path).delete()

    def has(self, collection: str, ids: set[str]) -> None:
        """Wait until exactly these documents are in a collection."""
        deadline = time.monotonic() + 60
        while self.ids(collection) != ids:
            assert time.monotonic() < deadline, self.ids(collection) ^ ids
            time.sleep(0.05)


@pytest.mark.timeout(600)  # three starts and seven commands, each with a PostgreSQL and Google's libraries
def test_a_server_killed_in_the_middle_mirrors_everything_once(
    stand_ins: FirebaseStandIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    firestore = Firestore(stand_ins, monkeypatch)
    with Stack(environment=stand_ins.environment()) as stack:
        alice = Person(stack.url)
        alice.set_up(stack.setup_token)
        room = alice.make_room("Boathouse")
        sent: set[str] = set()
        for _ in range(2):
            sent |= {alice.say(room, f"Number {number}")["id"] for number in range(20)}
            stack.kill()
            stack.start()
        firestore.has(f"chat_rooms_{room}", sent)
        firestore.has("people", {alice.id})
        commands(stack.data, stand_ins, firestore, (f"chat_rooms_{room}", sent))
        alice.http.close()
        assert "Traceback" not in stack.log


def commands(
    data: Path, stand_ins: FirebaseStandIns, firestore: Firestore, sent: tuple[str, set[str]]
) -> None:
    """Beside the running server, on a collection and what is in it."""
    path = f"{sent[0]}/{min(sent[1])}"
    settings = stand_ins.environment()
    status = flowchat(data, "firebase", "status", settings=settings)
    assert status.returncode == 0, status.stderr
    assert "running           yes" in status.stdout
    assert "events behind     0" in status.stdout
    assert "ok     Firebase" in flowchat(data, "doctor", settings=settings).stdout
    verified = flowchat(data, "firebase", "verify", settings=settings)
    assert (verified.returncode, verified.stderr) == (0, ""), verified.stdout
    firestore.lose(path)
    verified = flowchat(data, "firebase", "verify", settings=settings)
    assert verified.returncode == 1
    assert f"missing    {path}" in verified.stdout
    filled = flowchat(data, "firebase", "backfill", settings=settings)
    assert filled.returncode == 0, filled.stderr
    assert "to fill:" in filled.stderr
    firestore.has(*sent)


def test_without_a_server_a_project_is_filled_as_well(
    stand_ins: FirebaseStandIns, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    firestore = Firestore(stand_ins, monkeypatch)
    with Stack(data=tmp_path) as stack:
        alice = Person(stack.url)
        alice.set_up(stack.setup_token)
        room = alice.make_room("Boathouse")
        said = alice.say(room, "Before Firebase")["id"]
        alice.http.close()
    settings = stand_ins.environment()
    filled = flowchat(tmp_path, "firebase", "backfill", settings=settings)
    assert filled.returncode == 0, filled.stderr
    firestore.has(f"chat_rooms_{room}", {said})
    verified = flowchat(tmp_path, "firebase", "verify", settings=settings)
    assert verified.stdout.startswith("0 differences in 2 rooms")


def test_without_firebase_mode_the_commands_say_so(tmp_path: Path) -> None:
    refused = flowchat(tmp_path, "firebase", "status")
    assert refused.returncode == 1
    assert "Firebase mode is off." in refused.stderr


def test_a_firestore_that_is_away_is_named(stand_ins: FirebaseStandIns, tmp_path: Path) -> None:
    settings = stand_ins.environment(firestore="127.0.0.1:9")
    refused = flowchat(tmp_path, "firebase", "backfill", settings=settings)
    assert refused.returncode == 1
    assert "No answer from Firestore" in refused.stderr
    assert "wrong  Firebase" in flowchat(tmp_path, "doctor", settings=settings).stdout
