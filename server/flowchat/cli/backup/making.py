"""Makes a backup: the story from the snapshot to the file's name."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flowchat.cli.backup.disk import refuse_when_full, written_whole
from flowchat.cli.backup.layout import (
    CONTENTS,
    CONTENTS_JSON,
    FORMAT,
    HEAD,
    HEAD_JSON,
    KEPT_FILES,
    Contents,
    Head,
)
from flowchat.cli.backup.snapshot import copy_tables, note_files, take_snapshot
from flowchat.cli.backup.uploads import copy_uploads
from flowchat.cli.backup.writing import ArchiveWriter
from flowchat.version import VERSION


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is on the disk."""

    path: Path
    size: int
    head: Head
    contents: Contents


def make_backup(url: str, data: Path, target: Path, *, uploads: bool = True, migrating: bool = False) -> Made:
    """Write database, keys and (unless told otherwise) uploads into one file. Works beside a running server.

    First the database, at one moment; then the files its rows name. Raises Problem with nothing left behind.
    """
    contents = Contents()
    with written_whole(target) as file, ArchiveWriter(file, target.parent) as archive:
        with tempfile.TemporaryFile() as noted:
            head, size = _copy_database(
                url, data, archive, contents, noted, uploads=uploads, migrating=migrating
            )
            if uploads:
                refuse_when_full(target.parent, size)
                noted.seek(0)
                copy_uploads(archive, data / "media" / "files", noted, contents.uploads, size)
        archive.add(CONTENTS, CONTENTS_JSON.dump_json(contents))
        archive.finish()
        length = file.seek(0, os.SEEK_END)
    return Made(target, length, head, contents)


def _copy_database(
    url: str,
    data: Path,
    archive: ArchiveWriter,
    contents: Contents,
    noted: IO[bytes],
    *,
    uploads: bool,
    migrating: bool,
) -> tuple[Head, int]:
    """Copy all that needs the snapshot; return the head and how many bytes of files are noted."""
    with take_snapshot(url, migrating=migrating) as snapshot:
        head = Head(
            format=FORMAT,
            made_by=VERSION,
            made_at=snapshot.made_at,
            uploads=uploads,
            migrations=snapshot.migrations(),
        )
        archive.add(HEAD, HEAD_JSON.dump_json(head))
        for name in KEPT_FILES:
            if (data / name).is_file():
                archive.add(f"folder/{name}", (data / name).read_bytes())
        copy_tables(snapshot, archive, contents)
        return head, note_files(snapshot, noted, contents)
