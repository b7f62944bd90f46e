"""The database as it is at one moment, read over a connection of our own while others go on writing."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

import psycopg
from psycopg import IsolationLevel, sql

from flowchat.cli.backup.layout import PIECE, Contents, Migration, Table, rows_part
from flowchat.cli.backup.progress import Progress
from flowchat.cli.backup.writing import ArchiveWriter
from flowchat.config.problems import Problem

MIGRATING = 0x666C6F77
"""The advisory lock under which tables are changed; any number of our own."""
_QUICK = 3  # of gzip's nine levels: more costs twice the time for a few percent

# The time at which the statement came in is before it got its snapshot: what was confirmed by then is inside.
_BEGIN = "SELECT statement_timestamp(), pg_try_advisory_xact_lock_shared(%s)"
# What an extension brought is its own to make again. Generated columns are made from the others.
_COLUMNS = """
    SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relpersistence <> 't'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S'"
)
# Text forms of values depend on these; a restore must read what a backup wrote, whatever the servers' own settings.
_FORMS = (
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL client_encoding = 'UTF8'",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A transaction that sees the database as it was at `made_at`."""

    connection: psycopg.Connection[tuple[Any, ...]]
    made_at: datetime
    columns: dict[str, list[str]]
    """Of each table."""

    def migrations(self) -> list[Migration]:
        """Return the migrations that made the tables."""
        if "django_migrations" not in self.columns:
            return []
        rows = self.connection.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return [(app, name) for app, name in rows.fetchall()]

    def has_accounts(self) -> bool:
        """Whether anybody would miss anything."""
        query = "SELECT 1 FROM accounts_user LIMIT 1"
        return "accounts_user" in self.columns and self.connection.execute(query).fetchone() is not None


@contextmanager
def take_snapshot(url: str, *, migrating: bool = False) -> Iterator[Snapshot]:
    """Open the database at one moment. `migrating`: the caller itself has the lock for changing tables.

    Raises Problem when the tables are being changed right now, or the database goes away.
    """
    with _told(), psycopg.connect(url, application_name="flowchat backup") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        for form in _FORMS:  # none of these takes the snapshot; the first query does
            connection.execute(form)
        made_at, quiet = connection.execute(_BEGIN, [MIGRATING]).fetchall()[0]
        if not quiet and not migrating:
            raise Problem("The tables are being brought up to date right now.", fix="Try again in a minute.")
        yield Snapshot(connection, made_at, dict(connection.execute(_COLUMNS).fetchall()))


def copy_tables(snapshot: Snapshot, archive: ArchiveWriter, contents: Contents) -> None:
    """Put every row of every table into the archive, and where the sequences are.

    Sequences are read last: they only go on, so whatever a row took from one is behind it then.
    """
    progress = Progress("database", "rows")
    for name, columns in snapshot.columns.items():
        contents.tables[name] = table = Table(columns=columns)
        for piece in _pieces(snapshot, name, columns):
            table.parts += 1
            table.rows += (rows := piece.count(b"\n"))
            archive.add(rows_part(name, table.parts), gzip.compress(piece, _QUICK, mtime=0))
            progress.add(rows)
    for (name,) in snapshot.connection.execute(_SEQUENCES).fetchall():
        query = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))
        last, called = snapshot.connection.execute(query).fetchall()[0]
        contents.sequences[name] = (last, called)
    progress.done()


def note_files(snapshot: Snapshot, into: IO[bytes], contents: Contents) -> int:
    """Write down which files on this disk the rows name, a JSON line each: key, SHA-256 or "". Return their bytes.

    They are noted, and copied later, so that the snapshot doesn't hold PostgreSQL's cleaning up for hours.
    """
    if not {"storage", "key", "digest", "size", "sizes"} <= {*snapshot.columns.get("media_storedfile", [])}:
        return 0  # tables from before there were files
    kept, size = "FROM media_storedfile WHERE storage", 0
    counted = snapshot.connection.execute(f"SELECT storage, count(*) {kept} <> 'local' GROUP BY 1")
    contents.uploads.elsewhere = dict(counted.fetchall())
    with snapshot.connection.cursor(
        name="files"
    ) as rows:  # on the server, so that memory doesn't grow with them
        rows.execute(f"SELECT key, digest, size, sizes {kept} = 'local'")
        for key, digest, length, smaller in rows:
            size += length + sum(one["size"] for one in smaller.values())
            files = [(key, digest), *((one["key"], "") for one in smaller.values())]
            into.writelines(json.dumps(file).encode() + b"\n" for file in files)
    return size


def _pieces(snapshot: Snapshot, table: str, columns: list[str]) -> Iterator[bytes]:
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    piece = bytearray()
    with snapshot.connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:
            piece += row
            if len(piece) >= PIECE:
                yield bytes(piece)
                piece.clear()
    if piece:
        yield bytes(piece)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Problem(
            f"The database could not be read to the end: {reason}", fix="Try again when it runs."
        ) from error
