"""Files on this machine's disk."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flowchat.chat.media.models import StoredFile
from flowchat.chat.media.storage.keys import checked
from flowchat.chat.media.storage.port import Found, Kept, StorageFull, StorageUnavailable

_FULL = (errno.ENOSPC, errno.EDQUOT)
_COPYING = ".copying"
"""The end of a copy's name while it is made. One that a crash left behind is found by `find_all`."""


class LocalStorage:
    """Keeps each file under its key in one folder, readable by this account only."""

    name = "local"
    resizes = False
    origins: tuple[str, ...] = ()

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, path: Path, *, key: str, content_type: str) -> Kept:
        """Move the file in. It counts as kept when it and its name are on the disk, not only in its cache."""
        target = self._place(key)
        with _told():
            self._make_folder(target.parent)
            path.chmod(0o600)
            _sync(path)
            _move(path, target)
            try:
                _sync(target.parent)
            except OSError:
                target.unlink(missing_ok=True)
                raise
        return Kept(key)

    def path_of(self, key: str) -> Path | None:
        """Return where the file is."""
        return self._place(key)

    def fetch(self, file: StoredFile, into: Path) -> None:
        """Copy the file."""
        with _told():
            shutil.copyfile(self._place(file.key), into)

    def address_of(
        self, file: StoredFile, *, size: str, seconds: int, name: str, download: bool
    ) -> str | None:
        """Return None: this server serves its files itself."""
        return None

    def remove(self, file: StoredFile) -> None:
        """Delete the file and its smaller sizes."""
        for key in [file.key, *(size["key"] for size in file.sizes.values())]:
            self.remove_key(key)

    def remove_key(self, key: str) -> None:
        """Delete what is kept under a key."""
        with _told():
            self._place(key).unlink(missing_ok=True)

    def find_all(self) -> Iterator[Found]:
        """Return every file in the folder."""
        with _told():
            for folder, _, names in os.walk(self._folder, onerror=_raise_unless_gone):
                yield from (found for name in names if (found := self._found(Path(folder, name))))

    def _found(self, path: Path) -> Found | None:
        try:
            status = path.lstat()
        except FileNotFoundError:  # removed while we looked
            return None
        key = path.relative_to(self._folder).as_posix()
        return Found(key, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))

    def _place(self, key: str) -> Path:
        return self._folder / checked(key)

    def _make_folder(self, folder: Path) -> None:
        """Make the folder and those above it; a new folder's name is only safe once the one above is written."""
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)


def _move(path: Path, target: Path) -> None:
    try:
        path.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(path, target)
        path.unlink()


def _copy(path: Path, target: Path) -> None:
    """Across file systems: nobody may see the target before it is whole."""
    copy = target.with_name(target.name + _COPYING)
    try:
        shutil.copyfile(path, copy)
        copy.chmod(0o600)
        _sync(copy)
        copy.replace(target)
    finally:
        copy.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _raise_unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


@contextmanager
def _told() -> Iterator[None]:
    """Say in the port's words what the disk refused. A missing file stays FileNotFoundError."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise StorageUnavailable from error
