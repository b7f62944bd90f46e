"""What a backup file consists of. It is a tar archive, so any machine can look into it; its parts come in this order.

    backup.json                       who made it, when, of which migrations
    folder/secrets.json               small files of the data folder
    database/<table>/000001.copy.gz   rows as PostgreSQL's COPY writes them (text), in pieces, each compressed
    uploads/<key>                     files that people sent, as they are
    contents.json                     how much there is of everything
    SHA256SUMS                        a line for each part above, as `sha256sum -c` reads it

A file without its last part was cut short. Parts are found by reading on, so neither writing nor reading needs memory
that grows with them.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from flowchat.config.problems import Problem

FORMAT = 1
"""Raised when an older FlowChat couldn't read the file any more."""
HEAD, CONTENTS, SUMS = "backup.json", "contents.json", "SHA256SUMS"
KEPT_FILES = ("secrets.json", "filled-with-the-demo")
"""What of the data folder's own files is kept. Locks, logs and the last address belong to one machine."""
PIECE = 4 * 2**20
"""So many bytes of rows make a part; what one part unfolds to is never larger than this and one row."""
LONGEST_NAME = 100
"""What fits a tar header without extensions."""
MADE_HERE = re.compile(r"[0-9A-Za-z_-][0-9A-Za-z._-]{0,80}(?:/[0-9A-Za-z_-][0-9A-Za-z._-]{0,80}){0,3}")
"""Keys of files: made of ids by this server. What looks otherwise never becomes a path."""

Migration = tuple[str, str]


class Damaged(Problem):
    """A file isn't a backup, or not a whole one. 65 is EX_DATAERR of sysexits.h."""

    exit_code = 65


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first part: enough to say whether this FlowChat can read the rest."""

    format: int
    made_by: str
    made_at: datetime
    """When the database was as it is in here. Whatever was confirmed before is inside."""
    uploads: bool
    """Whether files are inside as well; the backups before an upgrade leave them where they are."""
    migrations: list[Migration]


@dataclass(slots=True, kw_only=True)
class Table:
    """How much there is of one table, and in which order its columns come."""

    columns: list[str]
    rows: int = 0
    parts: int = 0


@dataclass(slots=True, kw_only=True)
class Uploads:
    """What there is of files: inside, in other storages, and what was not as the database says."""

    files: int = 0
    size: int = 0
    elsewhere: dict[str, int] = field(default_factory=dict)
    """How many are in each storage that isn't this machine's disk; they are not inside."""
    missing: list[str] = field(default_factory=list)
    """Freed while the backup was made, or lost before."""
    changed: list[str] = field(default_factory=list)
    """Not what was once uploaded, or not readable to the end: the disk is failing."""


@dataclass(slots=True, kw_only=True)
class Contents:
    """The last part but one: what a whole backup holds."""

    tables: dict[str, Table] = field(default_factory=dict)
    sequences: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """`last_value` and `is_called` of each."""
    uploads: Uploads = field(default_factory=Uploads)


HEAD_JSON = TypeAdapter(Head)
CONTENTS_JSON = TypeAdapter(Contents)


def read_head(data: bytes) -> Head:
    """Return the first part. Raises Damaged for something else, Problem when a newer FlowChat made it."""
    try:
        head = HEAD_JSON.validate_json(data)
    except ValidationError as error:
        raise Damaged(
            "This is no backup of FlowChat.", fix="Name a file that flowchat backup made."
        ) from error
    if head.format > FORMAT:
        raise Problem(
            f"FlowChat {head.made_by} made this backup, and this version can't read it.",
            fix=f"Install FlowChat {head.made_by} or newer.",
        )
    return head


def read_contents(data: bytes) -> Contents:
    """Return the last part but one. Raises Damaged."""
    try:
        return CONTENTS_JSON.validate_json(data)
    except ValidationError as error:
        raise Damaged(f"The backup is damaged: {CONTENTS} can't be read.") from error


def rows_part(table: str, number: int) -> str:
    """Return the name of a table's piece; they count from 1."""
    return f"database/{table}/{number:06}.copy.gz"
