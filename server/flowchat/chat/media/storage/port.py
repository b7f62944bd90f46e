"""The port that keeps files. Adapters live in `chat/adapters/{local,s3,cloudinary}/`, named by a setting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from flowchat.chat.errors import Unavailable
from flowchat.chat.media.models import StoredFile


class StorageUnavailable(Unavailable):
    """The storage does not answer, or refuses; nothing was kept. Worth trying again."""

    default_code = "storage_unavailable"
    default_message = "The storage for files can't be reached right now. Please try again in a moment."


class StorageFull(Unavailable):
    """There is no space left."""

    status = 507
    default_code = "storage_full"
    default_message = "There is no space left for files on this server."


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that the storage has taken over: under which key, and at which address of its own if it has one."""

    key: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a storage holds, for comparing it with what the database names."""

    key: str
    size: int
    changed_at: datetime


class Storage(Protocol):
    """Keeps files. Every method may raise StorageUnavailable, `keep` also StorageFull; nothing is half-kept then.

    Called from worker threads, never from the event loop.
    """

    name: str
    """As in `StoredFile.storage`."""
    resizes: bool
    """It makes smaller pictures by itself, from the address alone; otherwise `sizes` are kept beside the original."""
    origins: tuple[str, ...]
    """Origins that a page must be allowed to load from, because `address_of` leads there."""

    def keep(self, path: Path, *, key: str, content_type: str) -> Kept:
        """Take over the file at `path` (which may be moved away) under `key`, a relative path of ids."""
        ...

    def path_of(self, key: str) -> Path | None:
        """Return where this server can read the bytes itself, or None when only `address_of` leads to them."""
        ...

    def fetch(self, file: StoredFile, into: Path) -> None:
        """Copy a kept file's bytes to `into`, for making smaller sizes. Raises FileNotFoundError when it is gone."""
        ...

    def address_of(
        self, file: StoredFile, *, size: str, seconds: int, name: str, download: bool
    ) -> str | None:
        """Return an address that works for about `seconds`, for "original", "small" or "large"; None when `path_of`
        serves. `name` is what a download is called; `download` asks for it not to be shown.
        """
        ...

    def remove(self, file: StoredFile) -> None:
        """Forget the file and its smaller sizes. What is gone already is no error."""
        ...

    def remove_key(self, key: str) -> None:
        """Forget something that `find_all` found and the database doesn't name."""
        ...

    def find_all(self) -> Iterator[Found]:
        """Return everything that is kept here."""
        ...
