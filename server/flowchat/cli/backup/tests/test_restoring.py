"""`flowchat restore`: into an empty place only, wholly or not at all, however it ends."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from flowchat.cli.backup.checking import check_file
from flowchat.cli.backup.disk import refuse_when_full, written_whole
from flowchat.cli.backup.layout import CONTENTS, HEAD, Table
from flowchat.cli.backup.restoring import restore_backup
from flowchat.cli.backup.tests.conftest import NEWEST, PASSWORD, Databases, ask
from flowchat.cli.backup.tests.packed import contents, head, pack, rows, whole
from flowchat.cli.backup.writing import ArchiveWriter
from flowchat.cli.database import server_lock
from flowchat.cli.tests.commands import environment_of, flowchat
from flowchat.cli.tests.conftest import eventually
from flowchat.config.problems import Problem

MARKED = "SELECT 1 FROM pg_tables WHERE tablename IN ('flowchat_restoring', 'rooms_room')"


@pytest.fixture(scope="module")
def old_data(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("old")


@pytest.fixture(scope="module")
def old_backup(databases: Databases, old_data: Path) -> Path:
    """Of tables that an older FlowChat made, by the code of today: it copies them as they are."""
    file = old_data.with_name("old.tar")
    settings = {"DATABASE_URL": databases.make("old", like="lived")}
    done = flowchat(old_data, "backup", str(file), settings=settings)
    assert done.returncode == 0, done.stderr
    assert NEWEST not in check_file(file).head.migrations
    return file


def holds(data: Path) -> list[str]:
    return sorted(path.name for path in data.iterdir())


def things(url: str) -> int:
    """How many tables, sequences, routines and types are in a database."""
    home = "= current_schema()::regnamespace"
    total = 0
    for query in (
        f"SELECT count(*) FROM pg_class WHERE relnamespace {home} AND relkind IN ('r', 'S')",
        f"SELECT count(*) FROM pg_type WHERE typnamespace {home} AND typtype = 'e'",
        f"SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace {home}",
    ):
        ((count,),) = ask(url, query)
        assert isinstance(count, int)
        total += count
    return total


@pytest.mark.timeout(400)  # the session's databases are made for whoever comes first: long on a busy machine
def test_an_older_backup_after_a_killed_try(
    databases: Databases, old_data: Path, old_backup: Path, tmp_path: Path
) -> None:
    url, data = databases.make("target"), tmp_path / "data"
    settings = {"DATABASE_URL": url}
    command = [sys.executable, "-P", "-m", "flowchat.cli.main", "restore", str(old_backup)]
    with subprocess.Popen(command, env=environment_of(data, settings), stderr=subprocess.DEVNULL) as restore:
        eventually(lambda: len(ask(url, MARKED)) == 2, "the restore does not begin")
        restore.kill()
    refused = flowchat(data, "serve", "--port", "0", settings=settings)
    assert (refused.returncode, "was not finished" in refused.stderr) == (1, True)
    refused = flowchat(tmp_path / "other", "migrate", settings=settings)
    assert (refused.returncode, "was not finished" in refused.stderr) == (1, True)

    done = flowchat(data, "restore", str(old_backup), settings=settings)
    assert done.returncode == 0, done.stderr
    assert holds(data) == ["secrets.json", "server.lock"]
    assert (data / "secrets.json").read_bytes() == (old_data / "secrets.json").read_bytes()
    compare_tables(url, databases.make("model", like="current"))
    done = flowchat(tmp_path / "next", "create-user", "bob", typed=f"{PASSWORD}\n", settings=settings)
    assert done.returncode == 0, done.stderr

    refused = flowchat(tmp_path / "more", "restore", str(old_backup), settings=settings)
    assert (refused.returncode, "The database is not empty" in refused.stderr) == (1, True)
    assert holds(tmp_path / "more") == ["server.lock"]
    assert len(ask(url, "SELECT 1 FROM accounts_user")) == 2


COLUMNS = """
    SELECT table_name, column_name, data_type, column_default FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY table_name, column_name
"""
CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid), condeferrable, condeferred FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace ORDER BY conname, conrelid::regclass::text
"""


def compare_tables(restored: str, made: str) -> None:
    """Columns, indexes, foreign keys, triggers and sequences: a restored database is one like any other."""
    for query in (
        COLUMNS,
        CONSTRAINTS,
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
        "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname, tgrelid::regclass::text",
        "SELECT sequencename FROM pg_sequences ORDER BY sequencename",
        "SELECT username, email, password, role FROM accounts_user",
    ):
        assert ask(restored, query) == ask(made, query)
    migrations = "SELECT app, name FROM django_migrations ORDER BY app, name"
    assert ask(restored, migrations) == ask(made, migrations)
    highest = "SELECT max(id), (SELECT last_value FROM django_migrations_id_seq) FROM django_migrations"
    ((last, given),) = ask(restored, highest)
    assert last == given


def test_rows_that_fit_no_table_leave_nothing_behind(databases: Databases, tmp_path: Path) -> None:
    parts = [
        (HEAD, head(("contenttypes", "0001_initial"), ("procrastinate", "0001_initial"))),
        *whole()[1:2],
        rows("django_content_type", 1, b"1\n"),
        (CONTENTS, contents({"django_content_type": Table(columns=["shoe_size"], rows=1, parts=1)})),
    ]
    url = databases.make("odd")
    before = things(url)
    file, data = pack(tmp_path / "odd.tar", parts), tmp_path / "data"
    done = flowchat(data, "restore", str(file), settings={"DATABASE_URL": url})
    assert done.returncode == 1
    assert "The database refuses the backup" in done.stderr
    assert "shoe_size" in done.stderr
    assert (things(url), holds(data)) == (before, ["server.lock"])


def test_a_newer_backup_is_refused(databases: Databases, tmp_path: Path) -> None:
    url, data = databases.make("older"), tmp_path / "data"
    file = pack(tmp_path / "newer.tar", whole(("messaging", "9999_to_come")))
    before = things(url)
    done = flowchat(data, "restore", str(file), settings={"DATABASE_URL": url})
    assert done.returncode == 1
    assert "this version doesn't know (messaging.9999_to_come)" in done.stderr
    assert (things(url), holds(data)) == (before, ["server.lock"])


def refused(file: Path, data: Path, **more: object) -> str:
    uploads_from = more.get("uploads_from")
    assert uploads_from is None or isinstance(uploads_from, Path)
    with pytest.raises(Problem) as problem:
        restore_backup(file, data, uploads_from=uploads_from, without_uploads=False)
    return str(problem.value)


def test_nothing_is_replaced(tmp_path: Path) -> None:
    file = pack(tmp_path / "whole.tar", whole())
    data = tmp_path / "data"
    data.mkdir()
    (data / "secrets.json").write_text("{}")
    assert "is not empty: it holds secrets.json" in refused(file, data)
    assert (data / "secrets.json").read_text() == "{}"


def test_a_running_server_is_left_alone(tmp_path: Path) -> None:
    lock = server_lock(tmp_path)
    assert lock.acquire()
    try:
        assert "FlowChat runs on the data folder" in refused(pack(tmp_path / "w.tar", whole()), tmp_path)
    finally:
        lock.release()


def test_uploads_that_are_elsewhere_are_asked_for(tmp_path: Path) -> None:
    parts = [(HEAD, head(uploads=False)), (CONTENTS, contents({}))]
    file = pack(tmp_path / "bare.tar", parts)
    assert "--uploads-from" in refused(file, tmp_path / "data")
    assert "has no uploads" in refused(file, tmp_path / "data", uploads_from=tmp_path)


def test_a_backup_larger_than_the_disk(tmp_path: Path) -> None:
    """The length alone says so: nothing is unpacked first."""
    told = json.loads(whole()[-1][1])
    told["uploads"]["size"] = 2**60
    with pytest.raises(Problem, match="too little space"):
        refuse_when_full(tmp_path, told["uploads"]["size"])


@pytest.fixture
def short_files() -> Iterator[None]:
    """No file may be longer than a megabyte: what a full disk is to whoever writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("short_files")
def test_a_disk_that_gets_full_leaves_no_half_backup(tmp_path: Path) -> None:
    target = tmp_path / "full.tar"
    with (
        pytest.raises(Problem, match="too little space"),
        written_whole(target) as file,
        ArchiveWriter(file, tmp_path) as archive,
    ):
        archive.add("uploads/large", bytes(2 * 2**20))
    assert holds(tmp_path) == []


def test_two_backups_to_one_name(tmp_path: Path) -> None:
    target = tmp_path / "twice.tar"
    with written_whole(target) as first:
        with pytest.raises(Problem, match="under way"), written_whole(target):
            pass
        first.write(b"first")
    assert target.read_bytes() == b"first"
    assert target.stat().st_mode & 0o777 == 0o600


def test_what_a_killed_backup_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "again.tar.part").write_bytes(b"half of it" * 1000)
    with written_whole(tmp_path / "again.tar") as file:
        file.write(b"whole")
    assert (holds(tmp_path), (tmp_path / "again.tar").read_bytes()) == (["again.tar"], b"whole")


def test_a_place_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="can't be written"), written_whole(tmp_path / "no" / "where.tar"):
        pass


def test_a_mirror_that_went_on_is_doubted(databases: Databases, old_data: Path, tmp_path: Path) -> None:
    """What Firebase holds is newer than the backup: pages would take it for news."""
    url, restored = databases.make("mirrored", like="current"), databases.make("doubting")
    streams = ("community", f"room.{uuid4()}", f"user.{uuid4()}")
    for stream in streams:
        ask(url, f"INSERT INTO mirroring_position (mirror, stream, seq) VALUES ('firebase x', '{stream}', 7)")
    file = tmp_path / "mirrored.tar"
    done = flowchat(old_data, "backup", str(file), settings={"DATABASE_URL": url})
    assert done.returncode == 0, done.stderr
    done = flowchat(tmp_path / "data", "restore", str(file), settings={"DATABASE_URL": restored})
    assert done.returncode == 0, done.stderr
    assert "`flowchat firebase backfill` before you start" in done.stdout
    found = ask(
        restored, "SELECT split_part(stream, '.', 1), filled_up_to FROM mirroring_position ORDER BY 1"
    )
    assert found == [("community", ""), ("room", ""), ("user", None)]
