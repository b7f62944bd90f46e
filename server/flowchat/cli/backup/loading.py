"""Fills an empty database from a backup: tables as they were made then, the rows, then whatever came since.

Imports Django's models, so it may be imported only after Django is set up.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone
from psycopg import sql

from flowchat.chat.accounts.models import Session
from flowchat.chat.accounts.tokens import ACCESS_LIFETIME
from flowchat.chat.events.streams import COMMUNITY
from flowchat.chat.mirroring.models import Position
from flowchat.cli.backup.checking import Checked, stage_of
from flowchat.cli.backup.emptiness import filling_empty_database
from flowchat.cli.backup.layout import Contents, Damaged, Head, Migration, Table
from flowchat.cli.backup.progress import Progress
from flowchat.cli.backup.reading import ArchiveReader
from flowchat.cli.schema import foreign_migrations
from flowchat.config.problems import Problem

_TABLES = """
    SELECT relname FROM pg_class c WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""
# Those of constraints (primary keys, unique columns) stay.
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)
"""


def refuse_newer(head: Head) -> None:
    """Raise Problem when this code doesn't know the tables of the backup."""
    unknown = foreign_migrations(head.migrations)
    if unknown:
        raise Problem(
            f"FlowChat {head.made_by} made this backup, of tables that this version doesn't know ({unknown[0]}).",
            fix=f"Install FlowChat {head.made_by} or newer and restore with that.",
        )


def load_database(archive: ArchiveReader, backup: Checked) -> None:
    """Make the tables, load every row, and apply the migrations that came since.

    Raises Problem or Damaged with nothing left in the database, and Problem when something was in there before.
    """
    with _told(), filling_empty_database():
        _make_tables(backup.head.migrations)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            tables = _tables(cursor)
            with _bare_tables(cursor, tables):
                _load_rows(archive, backup.contents, tables, cursor)
                _set_sequences(cursor, backup.contents)
            cursor.execute("ANALYZE")
        call_command("migrate", interactive=False, verbosity=0)
        _end_lately_used_sessions(backup.head.made_at)
        _doubt_mirrors()


def _doubt_mirrors() -> None:
    """Whatever mirrored this install went on after the backup: all of it is to be compared and put right."""
    Position.objects.filter(Q(stream__startswith="room.") | Q(stream=COMMUNITY)).update(filled_up_to="")


def _make_tables(applied: list[Migration]) -> None:
    """Bring an empty database to where the backup's was. Its rows would not fit any other tables."""
    executor = MigrationExecutor(connection)
    graph, wanted = executor.loader.graph, set(applied)
    try:
        last = [one for one in applied if not {child.key for child in graph.node_map[one].children} & wanted]
        executor.migrate(last)
    except (KeyError, NodeNotFoundError) as error:
        raise _too_old() from error
    if {*executor.recorder.applied_migrations()} != wanted:
        raise _too_old()


def _too_old() -> Problem:
    return Problem(
        "This version can't make the tables of this backup any more.",
        fix="Restore it with a FlowChat of its time, then upgrade that step by step.",
    )


def _tables(cursor: CursorWrapper) -> list[str]:
    cursor.execute(_TABLES)
    return [name for (name,) in cursor.fetchall()]


@contextlib.contextmanager
def _bare_tables(cursor: CursorWrapper, tables: list[str]) -> Iterator[None]:
    """Take foreign keys, indexes and triggers off, and what migrations put in; afterwards all is made again.

    Tables may then be loaded in any order, no trigger fires for rows that it fired for long ago, and making an index at
    once takes a fraction of letting it grow. Foreign keys made anew check every row.
    """
    foreign_keys, indexes = (_rows(cursor, query) for query in (_FOREIGN_KEYS, _INDEXES))
    for table, name, _ in foreign_keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    names = [sql.Identifier(table).as_string(None) for table in tables]
    cursor.execute(f"TRUNCATE {', '.join(names)}")
    for name in names:
        cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    yield
    for _, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in foreign_keys:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for name in names:
        cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def _rows(cursor: CursorWrapper, query: str) -> list[tuple[Any, ...]]:
    cursor.execute(query)
    return list(cursor.fetchall())


def _load_rows(archive: ArchiveReader, contents: Contents, tables: list[str], cursor: CursorWrapper) -> None:
    progress, loaded = Progress("database", "rows"), dict.fromkeys(tables, 0)
    for part in archive.parts():
        if stage_of(part.name) != "database":
            continue
        name = part.name.split("/")[1]
        if name not in loaded:
            continue  # somebody's own table beside ours; its rows stay in the backup
        count = _copy_in(cursor, name, contents.tables[name], archive.read_rows(part))
        loaded[name] += count
        progress.add(count)
    for name, count in loaded.items():
        if count != (contents.tables[name].rows if name in contents.tables else 0):
            raise Damaged(f"The backup is damaged: rows of {name} are missing.")
    left = [name for name, table in contents.tables.items() if table.rows and name not in loaded]
    progress.done(f" ({', '.join(left)} left out: not FlowChat's)" if left else "")


def _copy_in(cursor: CursorWrapper, name: str, table: Table, pieces: Iterator[bytes]) -> int:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    with cursor.copy(statement) as copy:
        for piece in pieces:
            copy.write(piece)
    return int(cursor.rowcount)


def _set_sequences(cursor: CursorWrapper, contents: Contents) -> None:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S'"
    )
    for (name,) in cursor.fetchall():
        if name in contents.sequences:
            last, called = contents.sequences[name]
            cursor.execute("SELECT setval(quote_ident(%s)::regclass, %s, %s)", [name, last, called])


def _end_lately_used_sessions(made_at: datetime) -> None:
    """Have those sign in again who may have seen more than the backup knows.

    Such a client has the log up to a `seq` that will be given again, to other events, and would pass those over.
    Whoever was active later than an access token lives has renewed it, so that their refresh token is from after the
    backup and good for nothing now. That leaves those renewed just before. Signing in fetches everything anew.
    """
    lately = Session.objects.filter(ended_at=None, rotated_at__gt=made_at - ACCESS_LIFETIME)
    lately.update(ended_at=timezone.now())


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (DatabaseError, psycopg.Error) as error:
        reason = str(error).strip().splitlines()[0]
        raise Problem(f"The database refuses the backup: {reason}", fix="Nothing was restored.") from error
