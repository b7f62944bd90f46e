"""An upgrade: refused from the wrong side, a backup first, and a way back that works as it is printed."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from flowchat.cli.backup.checking import check_file
from flowchat.cli.backup.tests.conftest import NEWEST, Databases, ask, make_older
from flowchat.cli.tests.commands import environment_of, flowchat
from flowchat.cli.upgrading import KEPT
from flowchat.version import VERSION
from tools.person import Person
from tools.stack import Stack

TAKEN = "CREATE TABLE mirroring_position (id int)"


@pytest.fixture
def settings(databases: Databases, request: pytest.FixtureRequest) -> dict[str, str]:
    """A database of the test's own, as an older FlowChat left it."""
    return {"DATABASE_URL": databases.make(request.node.name, like="lived")}


def backups(data: Path) -> list[Path]:
    return sorted((data / "backups").glob("*.tar"))


@pytest.mark.timeout(400)  # three starts of a server and a restore: long on a busy machine
def test_the_way_back_is_printed_and_works(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with Stack(data=data, prepared=True) as stack:
        alice = Person(stack.url)
        alice.set_up(stack.setup_token)
        room = alice.make_room("Deck")
        said = alice.say(room, "before the upgrade")
        file = data / "media" / "files" / "ab" / "01234567-89ab-7def-8123-456789abcdef"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"sent before")
        make_older(_address(data))
        stack.stop()
        (data / "version").write_text("0.0.9\n")
        stack.start()
        (made,) = backups(data)
        assert made.stat().st_mode & 0o777 == 0o600
        assert re.search(
            rf"^  backup before upgrade +\d+\.\d\d s  {re.escape(str(made))}$", stack.log, re.MULTILINE
        )
        assert re.search(r"^  tables up to date +\d+\.\d\d s  1 migrations applied$", stack.log, re.MULTILINE)
        assert "To go back to FlowChat 0.0.9, stop this server, install that version" in stack.log
        assert (data / "version").read_text() == f"{VERSION}\n"
        assert NEWEST not in check_file(made).head.migrations
        late = alice.say(room, "after the upgrade")
        way_back = [line.strip() for line in stack.log.splitlines() if line.startswith("    ")]
        stack.stop()
        _follow(way_back, data)
        stack.start()
        again = Person(stack.url)
        again.sign_in("alice")
        told = {message["id"] for message in again.history(room)}
        assert said["id"] in told
        assert late["id"] not in told
        assert file.read_bytes() == b"sent before"
        assert file.stat().st_nlink == 2, "the same bytes on the disk, not a copy of them"
        for person in (alice, again):
            person.http.close()


def _address(data: Path) -> str:
    """The address of a running server's database."""
    folder = (data / "postgres" / "pgdata" / "postmaster.pid").read_text().splitlines()[4]
    return f"postgresql://flowchat@/flowchat?host={folder}"


def _follow(lines: list[str], data: Path) -> None:
    move, restore = (shlex.split(line) for line in lines)
    assert (move[0], restore[:2]) == ("mv", ["flowchat", "restore"])
    subprocess.run(move, check=True)
    done = flowchat(data, *restore[1:])
    assert done.returncode == 0, done.stderr


def test_an_upgrade_that_fails_keeps_the_backup_of_the_beginning(
    settings: dict[str, str], tmp_path: Path
) -> None:
    """A server that is started again and again by its supervisor must not push that one out."""
    url = settings["DATABASE_URL"]
    old = [tmp_path / "backups" / f"2026-01-0{day}T000000Z-before-0.0.{day}.tar" for day in range(1, 6)]
    (tmp_path / "backups").mkdir()
    for path in old:
        path.write_bytes(b"")
    ask(url, TAKEN)
    for _ in range(2):
        done = flowchat(tmp_path, "migrate", settings=settings)
        assert (done.returncode, "refuses the tables" in done.stderr) == (1, True)
    (made,) = set(backups(tmp_path)) - set(old)
    ask(url, "DROP TABLE mirroring_position")
    done = flowchat(tmp_path, "migrate", settings=settings)
    assert (done.returncode, done.stdout) == (0, "mirroring.0001_initial\n")
    assert made.name in done.stderr
    assert "with DATABASE_URL naming a new, empty database" in done.stderr
    assert backups(tmp_path) == [*old[-KEPT + 1 :], made]
    assert [username for (username,) in ask(url, "SELECT username FROM accounts_user")] == ["alice"]


def test_nothing_is_backed_up_where_nobody_is(databases: Databases, tmp_path: Path) -> None:
    settings = {"DATABASE_URL": databases.make("nobody", like="empty")}
    done = flowchat(tmp_path, "migrate", settings=settings)
    assert (done.returncode, done.stdout) == (0, "mirroring.0001_initial\n")
    assert "To go back" not in done.stderr
    assert not (tmp_path / "backups").exists()


def test_a_backup_that_cannot_be_made_stops_the_upgrade(settings: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("no folder")
    done = flowchat(tmp_path, "migrate", settings=settings)
    assert done.returncode == 1
    assert "backups" in done.stderr
    assert ask(settings["DATABASE_URL"], "SELECT 1 FROM django_migrations WHERE app = 'mirroring'") == []
    done = flowchat(tmp_path, "migrate", "--without-backup", settings=settings)
    assert (done.returncode, done.stdout) == (0, "mirroring.0001_initial\n")


def test_tables_of_a_newer_version(databases: Databases, tmp_path: Path) -> None:
    """Nothing is served on them, and they can be backed up all the same."""
    url = databases.make("newer", like="current")
    settings = {"DATABASE_URL": url}
    ask(url, "INSERT INTO django_migrations (app, name, applied) VALUES ('rooms', '9999_to_come', now())")
    (tmp_path / "version").write_text("9.9.9\n")
    done = flowchat(tmp_path, "serve", "--port", "0", settings=settings)
    assert done.returncode == 1
    assert (
        f"A newer FlowChat (9.9.9) made the tables of this database: {VERSION} doesn't know rooms.9999_to_come."
        in (done.stderr)
    )
    assert str(tmp_path / "backups") in done.stderr
    done = flowchat(tmp_path, "backup", str(tmp_path / "newer.tar"), settings=settings)
    assert done.returncode == 0, done.stderr
    assert ("rooms", "9999_to_come") in check_file(tmp_path / "newer.tar").head.migrations
    doctor = flowchat(tmp_path, "doctor", settings=settings)
    assert "wrong  migrations   A newer FlowChat made the tables (rooms.9999_to_come)." in doctor.stdout


_MIGRATING = """
import sys
import psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    connection.execute("SELECT pg_advisory_lock(%s)", [int(sys.argv[2])])
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_no_backup_while_tables_change(settings: dict[str, str], tmp_path: Path) -> None:
    """A snapshot from before a change can't read what the change wrote anew."""
    lock = str(0x666C6F77)
    with subprocess.Popen(
        [sys.executable, "-c", _MIGRATING, settings["DATABASE_URL"], lock],
        env=environment_of(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as migrating:
        assert migrating.stdout
        assert migrating.stdout.readline() == b"locked\n"
        done = flowchat(tmp_path, "backup", str(tmp_path / "no.tar"), settings=settings)
        migrating.communicate(b"")
    assert (done.returncode, "being brought up to date" in done.stderr) == (1, True)
    assert not list(tmp_path.glob("no.tar*"))
