"""Where files are kept: a port with an adapter for each kind of storage, named by settings."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from flowchat.chat.media.models import StoredFile
from flowchat.chat.media.storage.port import Storage, StorageUnavailable


def get_storage() -> Storage:
    """Return the storage that keeps new files: the one of `FLOWCHAT_STORAGES` that `FLOWCHAT_STORAGE` names."""
    return _named(settings.FLOWCHAT_STORAGE)


def storage_of(file: StoredFile) -> Storage:
    """Return the storage that keeps this file: another than today's, maybe, as long as it is still configured.

    Raises StorageUnavailable when it isn't.
    """
    return _named(file.storage)


def all_storages() -> list[Storage]:
    """Return every storage that is configured; files may be in any of them."""
    return [_named(name) for name in settings.FLOWCHAT_STORAGES]


def _named(name: str) -> Storage:
    config: dict[str, Any] | None = settings.FLOWCHAT_STORAGES.get(name)
    if config is None:
        raise StorageUnavailable(f"This file is kept in a storage ({name}) that is not set up any more.")
    return _make(config["BACKEND"], tuple(sorted(config["OPTIONS"].items())))


@cache
def _make(backend: str, options: tuple[tuple[str, Any], ...]) -> Storage:
    """Made once, when it is first used: a storage's library is not loaded with every server."""
    storage: Storage = import_string(backend)(**dict(options))
    return storage
