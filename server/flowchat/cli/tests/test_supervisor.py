"""Starting, stopping, and what it leaves alone."""

import os
import stat
from pathlib import Path

import pytest

from flowchat.cli.tests.conftest import NOBODY, Stage, eventually, query


def _modes(paths: list[Path]) -> dict[Path, tuple[int, int, int]]:
    return {path: (about.st_mode, about.st_uid, about.st_gid) for path in paths for about in [path.lstat()]}


def _status(pid: int, name: str) -> list[str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.split(":")[1].split() for line in lines if line.startswith(f"{name}:"))


def test_what_was_written_is_there_after_a_restart(stage: Stage) -> None:
    first = stage.act()
    query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert first.stop() == 0
    assert query(stage.act().url, "SELECT answer FROM kept") == 42


def test_it_knows_every_script(stage: Stage) -> None:
    url = stage.act().url
    assert query(url, "SELECT lower('ПРИВЕТ ÄÖ')") == "привет äö"
    assert query(url, "SELECT 'Ёлка' ILIKE 'ёлка'") is True
    assert query(url, "SHOW server_encoding") == "UTF8"


def test_root_leaves_nothing_of_itself_to_postgres(stage: Stage) -> None:
    pid = stage.act().postmaster
    expected = str(NOBODY.pw_uid if stage.uid == 0 else stage.uid)
    assert set(_status(pid, "Uid")) == {expected}
    if stage.uid == 0:
        assert set(_status(pid, "Gid")) == {str(NOBODY.pw_gid)}
        assert _status(pid, "Groups") == []
        assert int(_status(pid, "CapEff")[0], 16) == 0


def test_it_listens_on_no_tcp_port(stage: Stage) -> None:
    actor = stage.act()
    assert query(actor.url, "SHOW listen_addresses") == ""
    sockets = {
        str(link.readlink()) for link in Path(f"/proc/{actor.postmaster}/fd").iterdir() if link.is_symlink()
    }
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{actor.postmaster}/net/{table}").read_text().splitlines()[1:]:
            assert f"socket:[{line.split()[9]}]" not in sockets


def test_its_socket_is_private(stage: Stage) -> None:
    folder = Path(query(stage.act().url, "SHOW unix_socket_directories"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.stat().st_uid == (NOBODY.pw_uid if stage.uid == 0 else stage.uid)


def test_it_tidies_its_socket_folder_away(stage: Stage) -> None:
    actor = stage.act()
    folder = Path(query(actor.url, "SHOW unix_socket_directories"))
    actor.stop()
    assert not folder.exists()


def test_it_tidies_the_socket_folder_of_a_killed_run_away(stage: Stage) -> None:
    closed = stage.folder / "closed"
    closed.mkdir(mode=0o700)
    os.chown(closed, stage.uid, -1)
    data = closed / ("long" * 25)
    first = stage.act(data)
    folder = Path(query(first.url, "SHOW unix_socket_directories"))
    assert folder.parent == Path("/tmp")
    first.kill()
    stage.act(data)
    assert not folder.exists()


def test_it_changes_no_permission_outside_its_own_folder(stage: Stage) -> None:
    closed = stage.folder / "closed"
    deep = closed / "deeper"
    deep.mkdir(parents=True)
    for folder in (closed, deep):
        os.chown(folder, stage.uid, -1)
        folder.chmod(0o700)
    watched = [
        closed,
        deep,
        *closed.parents,
        *Path(stage.environment.get("FLOWCHAT_POSTGRES_BIN", "/usr")).parents,
    ]
    before = _modes(watched)
    actor = stage.act(deep / "data")
    assert query(actor.url, "SELECT 1") == 1
    assert actor.stop() == 0
    assert _modes(watched) == before


def test_it_works_below_a_folder_closed_to_its_account(stage: Stage) -> None:
    closed = stage.folder / "like-root-home"
    closed.mkdir(mode=0o700)
    os.chown(closed, stage.uid, -1)
    first = stage.act(closed / "data")
    query(first.url, "CREATE TABLE kept AS SELECT 1 AS answer")
    first.stop()
    assert (closed / "data" / "postgres" / "pgdata" / "PG_VERSION").exists()
    assert query(stage.act(closed / "data").url, "SELECT answer FROM kept") == 1


def test_a_long_path_is_no_obstacle(stage: Stage) -> None:
    data = stage.folder / ("long" * 30) / ("path" * 30)
    data.parent.mkdir()
    os.chown(data.parent, stage.uid, -1)
    assert query(stage.act(data).url, "SELECT 1") == 1


def test_odd_characters_in_the_path(stage: Stage) -> None:
    data = stage.folder / "a b'c%20ü\"$x"
    assert query(stage.act(data).url, "SELECT 1") == 1


def test_a_second_supervisor_is_told_who_has_the_folder(stage: Stage) -> None:
    first = stage.act()
    second = stage.act()
    assert "already runs" in second.told["problem"]
    assert str(first.process.pid) in second.told["problem"]
    assert query(first.url, "SELECT 1") == 1


@pytest.mark.parametrize("leftover", ["half a cluster", "an empty folder"])
def test_a_start_that_was_cut_short_is_begun_anew(stage: Stage, leftover: str) -> None:
    folder = stage.cluster.with_name("pgdata.new") if leftover == "half a cluster" else stage.cluster
    folder.mkdir(parents=True)
    if leftover == "half a cluster":
        (folder / "PG_VERSION").write_text("18\n")
    for path in (stage.data, folder.parent, folder):
        os.chown(path, stage.uid, -1)
    assert query(stage.act().url, "SELECT 1") == 1


def test_what_people_write_stays_out_of_the_log(stage: Stage) -> None:
    actor = stage.act()
    query(actor.url, "CREATE TABLE words (word text UNIQUE)")
    query(actor.url, "INSERT INTO words VALUES ('secretword')")
    with pytest.raises(Exception, match="duplicate"):
        query(actor.url, "INSERT INTO words VALUES ('secretword')")
    eventually(lambda: "duplicate key" in stage.log, "the failure is not logged at all")
    assert "secretword" not in stage.log
