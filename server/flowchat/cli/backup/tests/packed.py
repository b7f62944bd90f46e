"""Small backups made by hand, with the real writer: whole ones to damage, and hostile ones."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

from flowchat.cli.backup.layout import (
    CONTENTS,
    CONTENTS_JSON,
    FORMAT,
    HEAD,
    HEAD_JSON,
    Contents,
    Head,
    Migration,
    Table,
    Uploads,
    rows_part,
)
from flowchat.cli.backup.writing import ArchiveWriter
from flowchat.version import VERSION

Parts = list[tuple[str, bytes]]
KEY = "ab/01234567-89ab-7def-8123-456789abcdef"
SECRETS = b'{"django": "%s", "jwt": "%s", "link": "%s"}' % (b"a" * 40, b"b" * 40, b"c" * 40)


def head(*migrations: Migration, form: int = FORMAT, uploads: bool = True) -> bytes:
    made_at = datetime(2026, 11, 23, tzinfo=UTC)
    told = Head(format=form, made_by=VERSION, made_at=made_at, uploads=uploads, migrations=list(migrations))
    return HEAD_JSON.dump_json(told)


def contents(tables: dict[str, Table], *files: bytes) -> bytes:
    uploads = Uploads(files=len(files), size=sum(map(len, files)))
    return CONTENTS_JSON.dump_json(Contents(tables=tables, uploads=uploads))


def rows(table: str, number: int, text: bytes) -> tuple[str, bytes]:
    return rows_part(table, number), gzip.compress(text, mtime=0)


def whole(*migrations: Migration) -> Parts:
    """Return the parts of a backup that nothing is wrong with."""
    return [
        (HEAD, head(*migrations)),
        ("folder/secrets.json", SECRETS),
        rows("one", 1, b"1\ta\n2\tb\n"),
        rows("one", 2, b"3\tc\n"),
        rows("two", 1, b"1\n"),
        (f"uploads/{KEY}", b"x" * 700),
        (f"uploads/{KEY}-small", b"y" * 512),
        (
            CONTENTS,
            contents(
                {
                    "none": Table(columns=["id"]),
                    "one": Table(columns=["id", "name"], rows=3, parts=2),
                    "two": Table(columns=["id"], rows=1, parts=1),
                },
                b"x" * 700,
                b"y" * 512,
            ),
        ),
    ]


def pack(path: Path, parts: Parts, *, finish: bool = True) -> Path:
    """Write parts as they are into a file, with the checksums that belong to them."""
    with path.open("wb") as file, ArchiveWriter(file, path.parent) as archive:
        for name, data in parts:
            archive.add(name, data)
        if finish:
            archive.finish()
    return path
