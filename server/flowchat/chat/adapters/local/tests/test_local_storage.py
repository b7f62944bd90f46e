"""The disk as a storage: who may read it, and what a disk can do to us. The rest is in the contract suite."""

import errno
import os
import stat
from pathlib import Path

import pytest

from flowchat.chat.adapters.local.storage import LocalStorage
from flowchat.chat.media.storage.port import StorageFull, StorageUnavailable


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "media" / "files")


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    path = tmp_path / "incoming"
    path.write_bytes(b"content")
    path.chmod(0o644)
    return path


def test_only_this_account_may_read(storage: LocalStorage, incoming: Path) -> None:
    storage.keep(incoming, key="ab/one", content_type="image/webp")
    path = storage.path_of("ab/one")
    assert path is not None
    assert [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent, path.parent.parent)] == [
        0o600,
        0o700,
        0o700,
    ]


def test_the_file_is_moved_and_not_copied(storage: LocalStorage, incoming: Path) -> None:
    before = incoming.stat().st_ino
    storage.keep(incoming, key="ab/one", content_type="image/webp")
    path = storage.path_of("ab/one")
    assert path is not None
    assert path.stat().st_ino == before
    assert not incoming.exists()


def test_another_file_system_gets_a_copy(
    storage: LocalStorage, incoming: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def between_file_systems(path: Path, target: Path) -> Path:
        if path == incoming:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return real(path, target)

    monkeypatch.setattr(Path, "replace", between_file_systems)
    storage.keep(incoming, key="ab/one", content_type="image/webp")
    assert [(found.key, found.size) for found in storage.find_all()] == [("ab/one", 7)]
    path = storage.path_of("ab/one")
    assert path is not None
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"content", 0o600)
    assert not incoming.exists()


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, StorageFull),
        (errno.EDQUOT, StorageFull),
        (errno.EIO, StorageUnavailable),
        (errno.EROFS, StorageUnavailable),
    ],
)
def test_a_disk_that_refuses(
    storage: LocalStorage, incoming: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: type[Exception]
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(told):
        storage.keep(incoming, key="ab/one", content_type="image/webp")
    assert list(storage.find_all()) == []
