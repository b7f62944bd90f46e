"""Can this server serve? Each part that can be in the way is asked; features name theirs in their AppConfig."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from flowchat.observing.measures import Family, gauge, watch_process


@dataclass(frozen=True, slots=True)
class Check:
    """One part: `look` returns what is wrong with it, "" when nothing is. It may use the database.

    Without a `vital` one nobody should be sent here. Of the others the operator is told, and people go on: a server
    that is taken out of service for what it can do without helps nobody.
    """

    name: str
    look: Callable[[], str]
    vital: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `trouble` is "" when all is well."""

    name: str
    trouble: str
    vital: bool


_checks: list[Check] = []
_applied = Event()
"""Set once every migration was found applied."""


def register(check: Check) -> None:
    """Ask this as well from now on; called while Django starts."""
    _checks[:] = [*(one for one in _checks if one.name != check.name), check]


def look() -> list[Finding]:
    """Ask every part. Runs in a thread that may use the database."""
    return [Finding(check.name, _ask(check), check.vital) for check in (*_OF_THE_DATABASE, *_checks)]


def _ask(check: Check) -> str:
    try:
        return check.look()
    except Exception as error:  # noqa: BLE001 - not to know is trouble, too
        return f"{check.name} can't be checked ({type(error).__name__})"


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "the database does not answer"
    return ""


def _migrations() -> str:
    """Reading the migration files is slow; once they were all applied, they stay applied."""
    if _applied.is_set():
        return ""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return ""  # which is the other check's trouble
    if waiting:
        return "migrations are waiting: run `flowchat migrate`"
    _applied.set()
    return ""


_OF_THE_DATABASE = (Check("database", _database, vital=True), Check("migrations", _migrations, vital=True))

_LOW_BYTES, _LOW_SHARE = 256 * 2**20, 50
_FULL_BYTES, _FULL_SHARE = 64 * 2**20, 200


def watch_disk(data: Path) -> None:
    """Ask after the disk of the data folder, too. Uploads are refused first, and little is lost; but a database on
    the same disk that finds no space keeps no message.
    """
    watch_process(lambda: _space(data), name="disk")
    register(Check("disk", lambda: _low(data), vital=False))
    register(Check("database disk", lambda: _full(data), vital=True))


def _space(data: Path) -> list[Family]:
    try:
        disk = os.statvfs(data)
    except OSError:
        return []
    free, whole = disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize
    return [
        gauge("flowchat_disk_free_bytes", "What is free on the disk of the data folder.", free),
        gauge("flowchat_disk_bytes", "What it holds in all.", whole),
    ]


def _low(data: Path) -> str:
    return "little space is left: uploads are refused" if _is_short(data, _LOW_BYTES, _LOW_SHARE) else ""


def _full(data: Path) -> str:
    runs_here = (data / "postgres" / "pgdata" / "postmaster.pid").exists()
    return "the disk is full" if runs_here and _is_short(data, _FULL_BYTES, _FULL_SHARE) else ""


def _is_short(data: Path, least: int, share: int) -> bool:
    """Is less than `least` free, or on a small disk less than one part in `share`?"""
    disk = os.statvfs(data)
    return disk.f_bavail * disk.f_frsize < min(least, disk.f_blocks * disk.f_frsize // share)
