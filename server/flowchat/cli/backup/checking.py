"""Proves a backup without restoring it: every part is there, whole, in its place, and as much as was counted."""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from flowchat.cli.backup.layout import (
    CONTENTS,
    HEAD,
    KEPT_FILES,
    MADE_HERE,
    SUMS,
    Contents,
    Damaged,
    Head,
    read_contents,
    read_head,
    rows_part,
)
from flowchat.cli.backup.progress import Progress
from flowchat.cli.backup.reading import ArchiveReader, Part

_SMALL = 2**16  # head and small files
_LARGE = 2**28  # contents, which list missing files by name
_ROWS = re.compile(r"database/([A-Za-z_][A-Za-z0-9_$]{0,62})/(\d{6,9})\.copy\.gz")
_ORDER = ("head", "folder", "database", "uploads", "contents", "sums")


@dataclass(slots=True)
class _Seen:
    """What came by so far."""

    stage: str = ""
    head: Head | None = None
    contents: Contents | None = None
    tables: dict[str, tuple[int, int]] = field(default_factory=dict)  # parts and rows of each
    files: int = 0
    size: int = 0
    names: set[str] = field(
        default_factory=set
    )  # of the parts that can be only once, save uploads: those are many


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that is whole."""

    head: Head
    contents: Contents


def stage_of(name: str) -> str:
    """Return to which kind of parts a name belongs. Raises Damaged for one that no backup has."""
    fixed = {
        HEAD: "head",
        CONTENTS: "contents",
        SUMS: "sums",
        **{f"folder/{one}": "folder" for one in KEPT_FILES},
    }
    if name in fixed:
        return fixed[name]
    if _ROWS.fullmatch(name):
        return "database"
    if name.startswith("uploads/") and MADE_HERE.fullmatch(name.removeprefix("uploads/")):
        return "uploads"
    raise Damaged(f"This is no backup of FlowChat: it holds {name!r}.")


def check_backup(archive: ArchiveReader) -> Checked:
    """Read all of it once. Raises Damaged naming what is wrong, Problem when a newer FlowChat made it."""
    seen, progress = _Seen(), Progress("checked", "bytes", archive.size)
    with tempfile.TemporaryFile() as sums:
        for part in archive.parts():
            stage = _next_stage(archive, part, seen)
            if stage == "sums":
                _compare_sums(archive, part, sums)
            else:
                digest = hashlib.sha256()
                _LOOKS[stage](archive, part, seen, digest.update)
                sums.write(f"{digest.hexdigest()}  {part.name}\n".encode())
            progress.add(part.size)
    if seen.stage != "sums" or seen.head is None or seen.contents is None:
        raise archive.cut_short()
    _compare_counts(seen, seen.contents)
    return Checked(seen.head, seen.contents)


def _next_stage(archive: ArchiveReader, part: Part, seen: _Seen) -> str:
    """Return what kind of part comes now. Raises Damaged when it can't come here."""
    stage = stage_of(part.name)
    if not seen.stage and stage != "head":
        raise Damaged(f"{archive.path} is no backup of FlowChat.")
    if seen.stage == "sums" or _ORDER.index(stage) < _ORDER.index(seen.stage or "head"):
        raise Damaged(f"The backup is damaged: {part.name} stands at the wrong place.")
    seen.stage = stage
    return stage


Digest = Callable[[bytes], None]


def _look_at_head(archive: ArchiveReader, part: Part, seen: _Seen, digest: Digest) -> None:
    _only_once(part, seen)
    digest(data := archive.read_whole(part, _SMALL))
    seen.head = read_head(data)


def _look_at_small_file(archive: ArchiveReader, part: Part, seen: _Seen, digest: Digest) -> None:
    _only_once(part, seen)
    digest(archive.read_whole(part, _SMALL))


def _look_at_rows(archive: ArchiveReader, part: Part, seen: _Seen, digest: Digest) -> None:
    for piece in archive.read(part):
        digest(piece)
    found = _ROWS.fullmatch(part.name)
    assert found
    parts, rows = seen.tables.get(found[1], (0, 0))
    if part.name != rows_part(found[1], parts + 1):
        raise Damaged(f"The backup is damaged: {part.name} stands at the wrong place.")
    rows += sum(piece.count(b"\n") for piece in archive.read_rows(part))
    seen.tables[found[1]] = (parts + 1, rows)


def _look_at_upload(archive: ArchiveReader, part: Part, seen: _Seen, digest: Digest) -> None:
    for piece in archive.read(part):
        digest(piece)
    seen.files += 1
    seen.size += part.size


def _look_at_contents(archive: ArchiveReader, part: Part, seen: _Seen, digest: Digest) -> None:
    _only_once(part, seen)
    digest(data := archive.read_whole(part, _LARGE))
    seen.contents = read_contents(data)


_LOOKS = {
    "head": _look_at_head,
    "folder": _look_at_small_file,
    "database": _look_at_rows,
    "uploads": _look_at_upload,
    "contents": _look_at_contents,
}


def _only_once(part: Part, seen: _Seen) -> None:
    if part.name in seen.names:
        raise Damaged(f"The backup is damaged: {part.name} is there twice.")
    seen.names.add(part.name)


def _compare_sums(archive: ArchiveReader, part: Part, found: IO[bytes]) -> None:
    """Compare line by line, so that what is damaged can be named."""
    found.seek(0)
    for line, told in zip(found, _lines(archive, part), strict=False):
        if line != told:
            name = line.decode().split()[1]
            raise Damaged(
                f"The backup is damaged: {name} is not what was written.",
                fix="Use another copy or an earlier backup.",
            )
    if found.seek(0, os.SEEK_END) != part.size:
        raise Damaged("The backup is damaged: some parts are missing.")


def _lines(archive: ArchiveReader, part: Part) -> Iterator[bytes]:
    rest = b""
    for piece in archive.read(part):
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line + b"\n" for line in lines)
    if rest:
        yield rest


def _compare_counts(seen: _Seen, told: Contents) -> None:
    tables = {name: (table.parts, table.rows) for name, table in told.tables.items() if table.parts}
    for name in {*tables, *seen.tables}:
        if tables.get(name) != seen.tables.get(name):
            raise Damaged(f"The backup is damaged: rows of {name} are missing.")
    if (seen.files, seen.size) != (told.uploads.files, told.uploads.size):
        raise Damaged("The backup is damaged: uploads are missing.")


def check_file(path: Path) -> Checked:
    """Check a backup by its path."""
    with ArchiveReader(path) as archive:
        return check_backup(archive)
