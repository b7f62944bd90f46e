"""Brings the tables up to date, with a backup of what was before and the way back to it.

Imports Django, so it may be imported only after Django is set up.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from flowchat.cli.backup.emptiness import refuse_half_filled
from flowchat.cli.backup.making import make_backup
from flowchat.cli.backup.snapshot import MIGRATING, take_snapshot
from flowchat.cli.database import direct_url
from flowchat.cli.schema import newer_migrations, waiting_migrations
from flowchat.cli.steps import report
from flowchat.config.problems import Problem
from flowchat.http.direct import direct_connection
from flowchat.version import VERSION

KEPT = 3
"""So many of the backups that upgrades make stay; they hold no uploads, so they are small."""
_VERSION_FILE = "version"
_UNFINISHED = "unfinished"
"""Names the backup of an upgrade that has not succeeded yet."""


def bring_up_to_date(data: Path, *, backup: bool = True) -> str:
    """Apply the waiting migrations, after a backup when anybody would miss anything; answer what was done, for people.

    Raises Problem when a newer FlowChat made the tables, or when the backup can't be made.
    """
    with direct_connection(), _alone():
        refuse_half_filled()
        _refuse_newer(data)
        waiting = waiting_migrations()
        if waiting:
            before, made = _version_before(data), _back_up(data) if backup else None
            call_command("migrate", interactive=False, verbosity=0)
            if made:
                _settle(made)
                _tell_way_back(data, made, before)
        _remember_version(data)
    return f"{len(waiting)} migrations applied" if waiting else ""


@contextmanager
def _alone() -> Iterator[None]:
    """Of two processes that migrate at once, one waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def _refuse_newer(data: Path) -> None:
    newer = newer_migrations()
    if not newer:
        return
    last = _version_before(data)
    raise Problem(
        f"A newer FlowChat{f' ({last})' if last not in ('', VERSION) else ''} made the tables of this database:"
        f" {VERSION} doesn't know {newer[0]}.",
        fix=f"Install that version again, or go back with a backup: see {data / 'backups'} and docs/backup.md.",
    )


def _back_up(data: Path) -> Path | None:
    """Make a backup without uploads, which an upgrade doesn't touch; none of a database in which nobody is."""
    url, folder = direct_url(), data / "backups"
    with take_snapshot(url, migrating=True) as snapshot:
        if not snapshot.has_accounts():
            return None
    unfinished = _unfinished_backup(folder)
    if unfinished:
        return unfinished
    folder.mkdir(mode=0o700, exist_ok=True)
    began = time.monotonic()
    target = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}-before-{VERSION}.tar"
    make_backup(url, data, target, uploads=False, migrating=True)
    (folder / _UNFINISHED).write_text(target.name)
    report("backup before upgrade", time.monotonic() - began, str(target))
    return target


def _unfinished_backup(folder: Path) -> Path | None:
    """Answer the backup of an upgrade that failed before.

    A server that starts again and again must not make one of each half way, and lose the one of the beginning.
    """
    try:
        path = folder / (folder / _UNFINISHED).read_text()
    except OSError:
        return None
    return path if path.parent == folder and path.is_file() else None


def _settle(made: Path) -> None:
    """The upgrade succeeded: let go of the oldest backups."""
    (made.parent / _UNFINISHED).unlink(missing_ok=True)
    for old in sorted(made.parent.glob("*-before-*.tar"))[:-KEPT]:
        old.unlink(missing_ok=True)


def _tell_way_back(data: Path, made: Path, before: str) -> None:
    aside = data.with_name(f"{data.name}.upgraded")
    version = f"FlowChat {before}" if before not in ("", VERSION) else "the version before"
    lines = [
        f"  To go back to {version}, stop this server, install that version and run:",
        f"    mv {data} {aside}",
        f"    flowchat restore {aside / 'backups' / made.name} --data {data} --uploads-from {aside}",
    ]
    if not (data / "postgres").exists():
        lines.append("  with DATABASE_URL naming a new, empty database.")
    print("\n".join(lines), file=sys.stderr, flush=True)


def _version_before(data: Path) -> str:
    try:
        return (data / _VERSION_FILE).read_text().strip()
    except OSError:
        return ""


def _remember_version(data: Path) -> None:
    if _version_before(data) != VERSION:
        (data / _VERSION_FILE).write_text(f"{VERSION}\n")
