"""Restores a backup into an empty data folder, and into DATABASE_URL where that is set. Everything or nothing."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from flowchat.cli.backup.checking import Checked, check_backup, stage_of
from flowchat.cli.backup.disk import refuse_when_full, sync_folder
from flowchat.cli.backup.progress import Progress
from flowchat.cli.backup.reading import ArchiveReader, Part
from flowchat.cli.database import open_database, server_lock
from flowchat.cli.unfinished import DRAFT
from flowchat.config.problems import Problem

_PATIENCE = 20.0
_OF_NOBODY = {DRAFT, "server.lock", "lost+found"}
"""What an empty data folder may hold all the same."""


def restore_backup(file: Path, data: Path, *, uploads_from: Path | None, without_uploads: bool) -> Checked:
    """Check the whole backup, build everything in a folder inside the data folder, and move it up at the end.

    Raises Problem, with nothing changed, for a place that isn't empty, a damaged backup or one of a newer FlowChat.
    """
    with ArchiveReader(file) as archive, ExitStack() as stack:
        draft = stack.enter_context(_draft(data))
        backup = check_backup(archive)
        source = _source_of_uploads(backup, uploads_from, without_uploads=without_uploads)
        refuse_when_full(draft, 0 if source else backup.contents.uploads.size)
        _unpack(archive, draft, backup)
        if source:
            _take_uploads(source, draft)
        _fill_database(archive, draft, backup)
        os.sync()  # thousands of files: one order to write them all is much quicker than one for each
        for path in sorted(draft.iterdir(), key=lambda path: path.name == "secrets.json"):
            path.rename(data / path.name)
        draft.rmdir()
        sync_folder(data)
    return backup


@contextlib.contextmanager
def _draft(data: Path) -> Iterator[Path]:
    """Give a folder to build in. No server starts on the data folder meanwhile, nor after a restore that was killed."""
    if not data.exists():
        data.mkdir(parents=True, mode=0o700)
    lock = server_lock(data)
    if not lock.acquire():
        raise Problem(f"FlowChat runs on the data folder {data}.", fix="Name an empty folder with --data.")
    try:
        _refuse_filled(data)
        draft = data / DRAFT
        _clear(draft)
        draft.mkdir(mode=0o700)
        try:
            yield draft
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    finally:
        lock.release()


def _clear(draft: Path) -> None:
    """Delete what a killed restore left; its PostgreSQL may need a moment to notice and end."""
    deadline = time.monotonic() + _PATIENCE
    while draft.exists():
        shutil.rmtree(draft, ignore_errors=True)
        if draft.exists() and time.monotonic() > deadline:
            raise Problem(f"{draft}, which an earlier restore left, can't be deleted.", fix="Delete it.")
        time.sleep(0.1)


def _refuse_filled(data: Path) -> None:
    there = sorted({path.name for path in data.iterdir()} - _OF_NOBODY)
    if there:
        raise Problem(
            f"The data folder {data} is not empty: it holds {', '.join(there[:5])}.",
            fix="Move it away, or name an empty one with --data. A restore never replaces anything.",
        )


def _source_of_uploads(backup: Checked, named: Path | None, *, without_uploads: bool) -> Path | None:
    """Return the folder to take uploads from when they are not inside the backup."""
    if backup.head.uploads or without_uploads:
        return None
    if named is None:
        raise Problem(
            "The files that people sent are not in this backup.",
            fix="Name the data folder that has them with --uploads-from, or go without them: --without-uploads.",
        )
    folder = named / "media" / "files"
    if not folder.is_dir():
        raise Problem(f"{named} has no uploads (media/files).", fix="Name the data folder that has them.")
    return folder


def _unpack(archive: ArchiveReader, draft: Path, backup: Checked) -> None:
    """Put files where they belong; their names were checked, and here every one must be new."""
    progress = Progress("uploads", "bytes", backup.contents.uploads.size)
    for part in archive.parts():
        stage, _, name = part.name.partition("/")
        if stage_of(part.name) == "folder":
            _write(archive, part, draft / name)
        elif stage == "uploads":
            _write(archive, part, draft / "media" / "files" / name)
            progress.add(part.size)
    progress.done(f" in {backup.contents.uploads.files:,} files")


def _write(archive: ArchiveReader, part: Part, target: Path) -> None:
    _make_folder(target.parent)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        for piece in archive.read(part):
            file.write(piece)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, all closed to others: `parents=True` would leave that to the umask."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700)


def _take_uploads(source: Path, draft: Path) -> None:
    """Have the files of another data folder here as well. Files never change, so one copy on the disk serves both."""
    progress = Progress("uploads", "files")
    for folder, _, names in os.walk(source):
        target = draft / "media" / "files" / Path(folder).relative_to(source)
        _make_folder(target)
        for name in names:
            _link_or_copy(Path(folder, name), target / name)
            progress.add(1)
    progress.done()


def _link_or_copy(path: Path, target: Path) -> None:
    try:
        os.link(path, target, follow_symlinks=False)
    except OSError:  # another disk, or one that knows no links
        shutil.copyfile(path, target, follow_symlinks=False)


def _fill_database(archive: ArchiveReader, draft: Path, backup: Checked) -> None:
    """Start a PostgreSQL in the draft, or use DATABASE_URL, with the keys that came with the backup."""
    before = os.environ.get("FLOWCHAT_DATA")
    os.environ["FLOWCHAT_DATA"] = str(draft)
    try:
        with open_database(durable=False):  # quicker; what it wrote is synced with all the rest
            from flowchat.cli.backup import loading

            loading.refuse_newer(backup.head)
            loading.load_database(archive, backup)
    finally:
        if before is None:
            del os.environ["FLOWCHAT_DATA"]
        else:
            os.environ["FLOWCHAT_DATA"] = before
