"""A backup taken while twenty clients write, restored elsewhere: all that was confirmed before it is there."""

import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from flowchat.cli.backup.checking import Checked, check_file
from flowchat.cli.backup.tests.crowd import (
    Client,
    Confirmed,
    signed,
    upload,
    whole_history,
    whole_log,
    writing,
)
from flowchat.cli.tests.commands import flowchat
from tools.person import Json, Person
from tools.stack import Stack

# The first test waits for two servers, a backup and a restore; on a busy machine that is more than the usual limit.
pytestmark = pytest.mark.timeout(400)
BEHIND_PROXY = {"FLOWCHAT_TRUSTED_PROXIES": "127.0.0.1"}


@dataclass
class Story:
    """What was done to the first server, and the second, which began with the backup."""

    backup: Path
    checked: Checked
    told: str
    clients: list[Client]
    quiet: str
    before: dict[str, Json]
    lost: str
    spoiled: str
    restored: Stack
    people: dict[str, Person]

    @property
    def alice(self) -> Person:
        return self.people["alice"]

    @property
    def confirmed(self) -> list[Confirmed]:
        return [one for client in self.clients for one in client.confirmed]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("story")
    backup = folder / "online.tar"
    with ExitStack() as stack:
        first = stack.enter_context(Stack(environment=BEHIND_PROXY, prepared=True))
        people = _people(first, stack)
        quiet, clients = _rooms(people)
        for client in clients:
            stack.callback(client.person.http.close)
        lost, spoiled = _harm_two_files(first, people[0], quiet)
        before = {person.me["username"]: _entry(person, quiet) for person in people}
        with writing(clients):
            done = flowchat(first.data, "backup", str(backup))
        assert (done.returncode, [client.broke for client in clients if client.broke]) == (0, []), done.stderr
        assert all(client.person.call("GET", "bootstrap/") for client in clients[:1]), "it serves on"
        assert "Traceback" not in first.log
        first.stop()
        restore = flowchat(folder / "second", "restore", str(backup))
        assert restore.returncode == 0, restore.stderr
        second = stack.enter_context(Stack(environment=BEHIND_PROXY, data=folder / "second"))
        yield Story(
            backup=backup,
            checked=check_file(backup),
            told=done.stdout,
            clients=clients,
            quiet=quiet,
            before=before,
            lost=lost,
            spoiled=spoiled,
            restored=second,
            people=_sign_in_again(second, people, stack),
        )


def _people(server: Stack, stack: ExitStack) -> list[Person]:
    people = [Person(server.url, address=f"10.0.0.{number}") for number in range(1, 6)]
    for person in people:
        stack.callback(person.http.close)
    people[0].set_up(server.setup_token)
    invite = people[0].invite()
    for person, name in zip(people[1:], ("Bob", "Carol", "Dan", "Eve"), strict=True):
        person.register(name, invite=invite)
    return people


def _rooms(people: list[Person]) -> tuple[str, list[Client]]:
    """A room in which nobody writes during the backup, two in which everybody does, with four devices each."""
    alice, *others = people
    quiet = alice.make_room("Quiet", *others)
    for number in range(7):
        people[number % 3].say(quiet, f"line {number}")
    seq = alice.history(quiet)[3]["seq"]
    others[2].call("POST", f"rooms/{quiet}/read/", {"seq": seq})
    busy = [alice.make_room(name, *others) for name in ("Deck", "Engine")]
    clients = [
        Client(_device(person), busy[(number + device) % 2])
        for number, person in enumerate(people)
        for device in range(4)
    ]
    return quiet, clients


def _device(person: Person) -> Person:
    twin = Person(person.url, address=person.http.headers["X-Forwarded-For"])
    twin.me, twin.access = person.me, person.access
    return twin


def _harm_two_files(server: Stack, alice: Person, room: str) -> tuple[str, str]:
    """One file is not on the disk any more, as if it were freed meanwhile; one is other than it was."""
    folder = server.data / "media" / "files"
    ids = []
    for _ in range(2):
        before = {path for path in folder.rglob("*") if path.is_file()}
        one = upload(alice, os.urandom(3000))
        body = {"room": room, "client_id": one, "text": "", "upload_ids": [one]}
        alice.call("POST", "messages/", body, expect=201)
        (path,) = {path for path in folder.rglob("*") if path.is_file()} - before
        ids.append((one, path))
    (lost, gone), (spoiled, other) = ids
    gone.unlink()
    other.write_bytes(b"\0" * 3000)
    return lost, spoiled


def _sign_in_again(server: Stack, people: list[Person], stack: ExitStack) -> dict[str, Person]:
    again = {}
    for person in people:
        twin = Person(server.url, address=person.http.headers["X-Forwarded-For"])
        stack.callback(twin.http.close)
        twin.sign_in(str(person.me["username"]))
        again[str(person.me["username"])] = twin
    return again


def _entry(person: Person, room: str) -> Json:
    entry: Json = person.call("GET", f"rooms/{room}/")
    return entry


def test_everything_confirmed_before_the_snapshot_is_there_once(story: Story) -> None:
    rooms = {client.room for client in story.clients}
    there = [message for room in rooms for message in whole_history(story.alice, room)]
    ids = [message["id"] for message in there]
    assert len(set(ids)) == len(ids)
    made_at = story.checked.head.made_at
    due = [one for one in story.confirmed if one.at < made_at]
    assert len(due) >= 20, "the backup began too early to prove anything"
    assert len(due) < len(story.confirmed), "and nobody wrote after it"
    by_id = {message["id"]: message for message in there}
    for one in due:
        found = by_id[one.message["id"]]
        assert (found["text"], found["seq"], found["author_id"]) == (
            one.message["text"],
            one.message["seq"],
            one.message["author_id"],
        )
    known = {one.message["id"] for one in story.confirmed}
    written = {message["id"] for message in there if message["text"]}
    # Confirmed later than the snapshot, or on its way when it was taken: some may be in, nothing else.
    assert len(written - known) <= len(story.clients)


def test_the_log_of_each_room_has_no_holes(story: Story) -> None:
    for room in {client.room for client in story.clients} | {story.quiet}:
        events, head = whole_log(story.alice, room)
        assert [one["seq"] for one in events] == list(range(1, head + 1))


def test_log_and_messages_are_of_the_same_moment(story: Story) -> None:
    """They are in different tables: read one after the other without a snapshot, the later has more."""
    for room in {client.room for client in story.clients}:
        events, _ = whole_log(story.alice, room)
        sent = [one["seq"] for one in events if one["event"]["type"] == "message.sent"]
        assert sent == [message["seq"] for message in whole_history(story.alice, room)]


def test_files_are_fetched_as_they_were_sent(story: Story) -> None:
    made_at = story.checked.head.made_at
    sent = [one for one in story.confirmed if one.data is not None and one.at < made_at]
    assert sent
    for one in sent:
        (attachment,) = one.message["attachments"]
        response = story.alice.http.get(f"/api/files/{attachment['id']}/", headers=signed(story.alice))
        assert response.content == one.data


def test_what_was_not_as_the_rows_say_is_told_and_stops_nothing(story: Story) -> None:
    uploads = story.checked.contents.uploads
    assert (len(uploads.missing), len(uploads.changed)) == (1, 1)
    assert f"1 files were not on the disk: freed meanwhile, or lost ({uploads.missing[0]})" in story.told
    assert f"look at that disk ({uploads.changed[0]})" in story.told
    lost = story.alice.http.get(f"/api/files/{story.lost}/", headers=signed(story.alice))
    assert lost.status_code == 404
    spoiled = story.alice.http.get(f"/api/files/{story.spoiled}/", headers=signed(story.alice))
    assert spoiled.content == b"\0" * 3000


def test_unread_counts_are_those_of_the_moment(story: Story) -> None:
    """In the quiet room what they were on the first server; in the others what the messages there give."""
    for name, person in story.people.items():
        entry, then = _entry(person, story.quiet), story.before[name]
        assert entry == {**then, "room": entry["room"]}
        assert entry["unread_count"] == then["unread_count"]
        for room in {client.room for client in story.clients}:
            entry = _entry(person, room)
            unread = [
                message
                for message in whole_history(person, room)
                if message["seq"] > entry["last_read_seq"] and message["author_id"] != person.id
            ]
            assert entry["unread_count"] == len(unread)
    assert story.before["dan"]["unread_count"] > 0


def test_work_goes_on_after_it(story: Story) -> None:
    """New ids and positions follow on those of the backup, and jobs are done."""
    room = story.clients[0].room
    _, before = whole_log(story.alice, room)
    message = story.alice.say(room, "and on")
    events, head = whole_log(story.alice, room)
    assert (message["seq"], head, events[-1]["seq"]) == (before + 1, before + 1, before + 1)
    hits = story.alice.call("GET", "search/?q=and%20on")["hits"]
    assert [hit["message"]["id"] for hit in hits] == [message["id"]]
    assert "Traceback" not in story.restored.log


def test_a_session_that_may_have_seen_more_is_over(story: Story) -> None:
    """It would hold events back under numbers that are given again. Keys are the same, so only that ends it."""
    old = story.clients[0].person
    response = story.alice.http.get("/api/bootstrap/", headers=signed(old))
    assert response.status_code == 401


def test_what_was_restored_is_closed_to_others(story: Story) -> None:
    assert story.backup.stat().st_mode & 0o777 == 0o600
    assert (story.restored.data / "secrets.json").stat().st_mode & 0o777 == 0o600
    for path in (story.restored.data / "media").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    assert not (story.restored.data / ".restoring").exists()


def test_any_tar_and_any_sha256sum_can_prove_it(story: Story, tmp_path: Path) -> None:
    with tarfile.open(story.backup) as archive:
        archive.extractall(tmp_path, filter="data")
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_it_is_never_written_over(story: Story) -> None:
    before = story.backup.read_bytes()
    done = flowchat(story.restored.data, "backup", str(story.backup))
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert story.backup.read_bytes() == before


def test_verify_says_what_is_in_it(story: Story, tmp_path: Path) -> None:
    done = flowchat(tmp_path / "nothing", "restore", "--verify", str(story.backup))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "The backup is whole.")
    assert not (tmp_path / "nothing").exists()
    cut = tmp_path / "cut.tar"
    cut.write_bytes(story.backup.read_bytes()[:-2000])
    done = flowchat(tmp_path / "nothing", "restore", str(cut))
    assert (done.returncode, "is cut short" in done.stderr) == (65, True)
    assert [path.name for path in (tmp_path / "nothing").iterdir()] == ["server.lock"]
