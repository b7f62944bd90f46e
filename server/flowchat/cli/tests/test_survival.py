"""However the last run ended, the next one starts, and what was committed is there."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flowchat.cli.postgres.pidfile import read_pid_file
from flowchat.cli.postgres.processes import command_line
from flowchat.cli.tests.conftest import Actor, Stage, eventually, query

KEPT = "CREATE TABLE kept AS SELECT 7 AS answer"
ASK = "SELECT answer FROM kept"


def _gone(pid: int) -> bool:
    return command_line(pid) is None


def _watchdogs(postmaster: int) -> list[int]:
    processes = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    words = f"watchdog {postmaster}"
    return [pid for pid in processes if (command_line(pid) or "").endswith(words)]


def _kill_both(actor: Actor) -> None:
    """Kill -9 for parent and postmaster. The latter is held still first, or it might stop cleanly in between."""
    os.kill(actor.postmaster, signal.SIGSTOP)
    actor.process.kill()
    os.kill(actor.postmaster, signal.SIGKILL)


@pytest.mark.parametrize("watchdog", [False, True], ids=["parent-death signal", "watchdog"])
def test_a_killed_parent_takes_postgres_along_cleanly(stage: Stage, *, watchdog: bool) -> None:
    actor = stage.act(watchdog=watchdog)
    query(actor.url, KEPT)
    actor.kill()
    eventually(lambda: _gone(actor.postmaster), "PostgreSQL outlives its parent")
    assert "database system is shut down" in stage.log
    again = stage.act()
    assert query(again.url, ASK) == 7
    assert "was not properly shut down" not in stage.log


def test_killing_the_parent_and_starting_again_at_once(stage: Stage) -> None:
    for _ in range(3):
        actor = stage.act()
        query(actor.url, KEPT.replace("TABLE", "TABLE IF NOT EXISTS"))
        actor.kill()
    assert query(stage.act().url, ASK) == 7


def test_killing_both_and_starting_again_at_once(stage: Stage) -> None:
    actor = stage.act()
    query(actor.url, KEPT)
    query(actor.url, "CHECKPOINT")
    _kill_both(actor)
    again = stage.act()
    assert query(again.url, ASK) == 7
    assert "was not properly shut down" in stage.log


def test_a_live_orphan_is_stopped_cleanly_and_replaced(stage: Stage) -> None:
    actor = stage.act(watchdog=True)
    query(actor.url, KEPT)
    eventually(lambda: bool(_watchdogs(actor.postmaster)), "there is no watchdog")
    for pid in _watchdogs(actor.postmaster):
        os.kill(pid, signal.SIGKILL)
    actor.kill()
    assert not _gone(actor.postmaster)
    again = stage.act()
    assert again.postmaster != actor.postmaster
    assert query(again.url, ASK) == 7
    assert _gone(actor.postmaster)
    assert "was not properly shut down" not in stage.log


def _leave_pid_file_of(stage: Stage, pid: int) -> None:
    """Crash a cluster, then let the pid in its file be another process's."""
    actor = stage.act()
    query(actor.url, KEPT)
    query(actor.url, "CHECKPOINT")
    _kill_both(actor)
    actor.kill()
    file = stage.cluster / "postmaster.pid"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([f"{pid}\n", *lines[1:]]))


def _sleeper(actor_uid: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["sleep", "600"], user=actor_uid if actor_uid != os.geteuid() else None)


def test_a_stale_pid_that_another_process_has_now(stage: Stage) -> None:
    cluster_owner = _owner_after_a_run(stage)
    bystander = _sleeper(cluster_owner)
    try:
        _leave_pid_file_of(stage, bystander.pid)
        assert query(stage.act().url, ASK) == 7
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def _owner_after_a_run(stage: Stage) -> int:
    stage.act().stop()
    return stage.cluster.stat().st_uid


def test_a_stale_pid_that_is_a_zombie(stage: Stage) -> None:
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    try:
        eventually(lambda: _gone(zombie.pid), "the child does not end")
        assert Path(f"/proc/{zombie.pid}").exists()
        _leave_pid_file_of(stage, zombie.pid)
        assert query(stage.act().url, ASK) == 7
    finally:
        zombie.wait()


def test_a_backup_that_was_copied_back(own_stage: Stage) -> None:
    """Without -a, cp makes everything belong to whoever copies: for root that is not who PostgreSQL runs as."""
    first = own_stage.act()
    query(first.url, KEPT)
    first.stop()
    subprocess.run(["cp", "-r", str(own_stage.data), str(own_stage.folder / "restored")], check=True)
    assert query(own_stage.act(own_stage.folder / "restored").url, ASK) == 7


def test_a_damaged_pid_file(own_stage: Stage) -> None:
    """A full disk or a power cut leaves one behind; nothing in it may stop a start or be taken for a process."""
    for content in ("", "garbage\n", "-5\n", "0\n", "99999999999999999999\n", "123"):
        own_stage.act().stop()
        (own_stage.cluster / "postmaster.pid").write_text(content)
    assert query(own_stage.act().url, "SELECT 1") == 1


def test_a_postmaster_that_died_is_launched_again_at_the_same_address(own_stage: Stage) -> None:
    script = (
        "import os, sys, pathlib, signal, psycopg\n"
        "from flowchat.cli.postgres.supervisor import EmbeddedPostgres\n"
        "with EmbeddedPostgres(data=pathlib.Path(sys.argv[1]), durable=False) as pg:\n"
        "    url, first = pg.url, pg.pid\n"
        "    os.kill(first, signal.SIGKILL)\n"
        "    pg._postmaster.process.wait()\n"
        "    assert pg.pid is None\n"
        "    pg.relaunch()\n"
        "    pg.wait_until_ready()\n"
        "    assert pg.pid and pg.pid != first and pg.url == url\n"
        "    print(psycopg.connect(url).execute('SELECT 8').fetchone()[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(own_stage.data)],
        env=own_stage.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "8\n", done.stderr


def test_a_supervisor_stopped_twice_is_no_trouble(own_stage: Stage) -> None:
    actor: Actor = own_stage.act()
    assert actor.stop() == 0
    with contextlib.suppress(ProcessLookupError):
        os.kill(actor.process.pid, signal.SIGTERM)
    assert read_pid_file(own_stage.cluster) is None
