"""What every storage promises (storage/port.py), asked of each of them over what it really speaks: disk or HTTP."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from flowchat.chat.ids import new_id
from flowchat.chat.media.models import StoredFile
from flowchat.chat.media.storage.port import Storage, StorageUnavailable
from flowchat.chat.media.tests.storages import BENCHES, Bench

HOSTILE_NAMES = [
    'a".txt',
    "a\r\nSet-Cookie: evil=1",
    "../../etc/passwd",
    "ümläut 文件 🚀.png",
    "a;b=c'd%41\\e.pdf",
    "\u202egnp.exe",
    " ",
]
SMALL = b"a smaller copy"


@pytest.fixture(params=list(BENCHES))
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """One storage, and the ways to disturb it."""
    with BENCHES[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def storage(bench: Bench) -> Storage:
    return bench.storage


def kept(
    storage: Storage,
    tmp_path: Path,
    content: bytes,
    *,
    kind: str = "file",
    content_type: str = "application/pdf",
) -> StoredFile:
    """Hand bytes to the storage as the pipeline does; return the row there would be."""
    file = StoredFile(kind=kind, content_type=content_type, size=len(content), storage=storage.name)
    file.digest = hashlib.sha256(content).hexdigest()
    path = tmp_path / f"incoming-{file.id}"
    path.write_bytes(content)
    found = storage.keep(path, key=f"{file.id.hex[:2]}/{file.id}", content_type=content_type)
    file.key, file.url = found.key, found.url
    return file


def fetched(storage: Storage, file: StoredFile, tmp_path: Path) -> bytes:
    into = tmp_path / f"fetched-{new_id()}"
    storage.fetch(file, into)
    return into.read_bytes()


def addresses(
    storage: Storage, file: StoredFile, *, size: str = "original", name: str = "a.pdf"
) -> list[str]:
    """Return the addresses to show it and to download it, unless this server reads it itself."""
    found = [
        storage.address_of(file, size=size, seconds=60, name=name, download=download)
        for download in (False, True)
    ]
    return [address for address in found if address is not None]


def keys(storage: Storage) -> set[str]:
    return {found.key for found in storage.find_all()}


def test_what_is_kept_comes_back(storage: Storage, tmp_path: Path) -> None:
    content = b"\x00\xff some bytes \r\n" * 5000
    file = kept(storage, tmp_path, content)
    assert fetched(storage, file, tmp_path) == content
    path = storage.path_of(file.key)
    if path is not None:
        assert path.read_bytes() == content
        assert addresses(storage, file) == []
    else:
        assert [httpx.get(address).content for address in addresses(storage, file)] == [content, content]


@pytest.mark.parametrize("kind", ["picture", "video", "audio", "file"])
def test_every_kind_is_kept_and_forgotten(storage: Storage, tmp_path: Path, kind: str) -> None:
    content_type = {"picture": "image/webp", "video": "video/mp4", "audio": "audio/ogg"}.get(
        kind, "text/html"
    )
    file = kept(storage, tmp_path, kind.encode(), kind=kind, content_type=content_type)
    assert fetched(storage, file, tmp_path) == kind.encode()
    assert file.key in keys(storage)
    storage.remove(file)
    assert keys(storage) == set()
    with pytest.raises(FileNotFoundError):
        storage.fetch(file, tmp_path / "again")


def test_keeping_twice_under_a_key_keeps_the_last(storage: Storage, tmp_path: Path) -> None:
    """A try whose answer was lost is repeated with the same id."""
    found = None
    for content in (b"first", b"second"):
        path = tmp_path / "incoming"
        path.write_bytes(content)
        found = storage.keep(path, key="ab/once", content_type="application/pdf")
    assert found is not None
    file = StoredFile(storage=storage.name, key=found.key, url=found.url, content_type="application/pdf")
    assert fetched(storage, file, tmp_path) == b"second"
    assert len(keys(storage)) == 1


def test_ranges_of_an_address(storage: Storage, tmp_path: Path) -> None:
    """A video is watched from its middle: where an address leads away from us, ranges must work there."""
    file = kept(storage, tmp_path, b"0123456789", kind="video", content_type="video/mp4")
    for address in addresses(storage, file)[:1]:
        part = httpx.get(address, headers={"Range": "bytes=3-5"})
        assert (part.status_code, part.content) == (206, b"345")


def test_removing_twice_is_no_error(storage: Storage, tmp_path: Path) -> None:
    file, other = kept(storage, tmp_path, b"one"), kept(storage, tmp_path, b"other")
    storage.remove(file)
    storage.remove(file)
    storage.remove_key(file.key)
    assert keys(storage) == {other.key}
    assert fetched(storage, other, tmp_path) == b"other"


def test_smaller_sizes_go_with_their_original(storage: Storage, tmp_path: Path) -> None:
    if storage.resizes:
        return  # it has none: its addresses are tested with the adapter
    file = kept(storage, tmp_path, b"large", kind="picture", content_type="image/webp")
    path = tmp_path / "incoming-small"
    path.write_bytes(SMALL)
    small = storage.keep(path, key=f"{file.key}.small", content_type="image/webp")
    file.sizes = {"small": {"key": small.key, "size": len(SMALL), "content_type": "image/webp"}}
    assert [httpx.get(address).content for address in addresses(storage, file, size="small")] in (
        [],
        [SMALL] * 2,
    )
    storage.remove(file)
    assert keys(storage) == set()


def test_what_is_found_has_its_size_and_time(storage: Storage, tmp_path: Path) -> None:
    files = [kept(storage, tmp_path, b"x" * size) for size in (1, 20, 300)]
    found = {one.key: one for one in storage.find_all()}
    assert {key: one.size for key, one in found.items()} == {file.key: file.size for file in files}
    assert all(abs(one.changed_at - datetime.now(UTC)) < timedelta(minutes=5) for one in found.values())


def test_something_found_can_be_removed_by_its_key(storage: Storage, tmp_path: Path) -> None:
    kept(storage, tmp_path, b"forgotten", kind="picture", content_type="image/webp")
    kept(storage, tmp_path, b"forgotten", kind="file")
    for key in keys(storage):
        storage.remove_key(key)
        storage.remove_key(key)
    assert keys(storage) == set()


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_stays_a_name(storage: Storage, tmp_path: Path, name: str) -> None:
    file = kept(storage, tmp_path, b"content")
    for address in addresses(storage, file, name=name):
        assert address.isascii()
        answer = httpx.get(address)
        assert answer.content == b"content"
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "key", ["../outside", "ab/../../outside", "/etc/passwd", "ab//c", "ab/.hidden", "ab/\x00", ""]
)
def test_no_key_leads_outside(storage: Storage, tmp_path: Path, key: str) -> None:
    path = tmp_path / "incoming"
    path.write_bytes(b"content")
    with pytest.raises(ValueError, match="no key"):
        storage.keep(path, key=key, content_type="application/pdf")
    with pytest.raises(ValueError, match="no key"):
        storage.remove_key(key)


def test_out_of_reach_it_says_so_and_keeps_nothing(bench: Bench, tmp_path: Path) -> None:
    storage = bench.storage
    file = kept(storage, tmp_path, b"before")
    with bench.out_of_reach():
        with pytest.raises(StorageUnavailable):
            kept(storage, tmp_path, b"while it is away")
        with pytest.raises(StorageUnavailable):
            storage.fetch(file, tmp_path / "fetched")
        with pytest.raises(StorageUnavailable):
            storage.remove(file)
        with pytest.raises(StorageUnavailable):
            keys(storage)
    assert keys(storage) == {file.key}
    assert fetched(storage, file, tmp_path) == b"before"
