"""Cloudinary as a storage, over HTTP against a stand-in of its API. The rest is in the contract suite."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cloudinary import uploader

from flowchat.chat.adapters.cloudinary.storage import CHUNK_BYTES, CloudinaryStorage
from flowchat.chat.media.models import FileKind, StoredFile
from flowchat.chat.media.storage.port import Storage, StorageUnavailable
from flowchat.chat.media.tests.storages import CloudinaryBench, cloudinary_bench
from flowchat.chat.media.tests.test_storage_contract import fetched, kept

PNG = b"\x89PNG picture"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[CloudinaryBench]:
    with cloudinary_bench(tmp_path) as made:
        yield made


def picture(storage: Storage, tmp_path: Path) -> StoredFile:
    return kept(storage, tmp_path, PNG, kind=FileKind.PICTURE, content_type="image/png")


def address(
    bench: CloudinaryBench,
    file: StoredFile,
    size: str = "original",
    *,
    seconds: int = 60,
    download: bool = False,
) -> str:
    found = bench.storage.address_of(file, size=size, seconds=seconds, name="a.png", download=download)
    assert found is not None
    return found


def test_the_address_it_answers_with_is_kept(bench: CloudinaryBench, tmp_path: Path) -> None:
    file = picture(bench.storage, tmp_path)
    assert file.key == f"image/flowchat/{file.id.hex[:2]}/{file.id}"
    assert file.url.startswith(f"{bench.server.address}/Our-Cloud/image/authenticated/s--")
    assert httpx.get(file.url).content == PNG


def test_uploads_are_signed_and_for_nobody_without_a_signature(
    bench: CloudinaryBench, tmp_path: Path
) -> None:
    file = picture(bench.storage, tmp_path)
    path, sent = bench.cloudinary.seen[0]
    assert path == "/v1_1/Our-Cloud/image/upload"
    assert (sent["type"], sent["api_key"]) == ("authenticated", "a-key")
    assert "a-secret" not in str(sent)
    tampered = file.url.replace("/s--", "/s--x")
    assert httpx.get(tampered).status_code == 401


def test_a_wrong_secret_is_refused(
    bench: CloudinaryBench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = bench.account("another-secret")
    with pytest.raises(StorageUnavailable):
        picture(wrong, tmp_path)
    assert "Cloudinary failed: AuthorizationRequired" in caplog.text
    assert "secret" not in caplog.text.replace("Our-Cloud", "")
    assert bench.cloudinary.assets == {}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 420, 500, 502, 503])
def test_its_errors_keep_nothing(bench: CloudinaryBench, tmp_path: Path, status: int) -> None:
    file = picture(bench.storage, tmp_path)
    bench.cloudinary.trouble = status
    with pytest.raises(StorageUnavailable):
        picture(bench.storage, tmp_path)
    with pytest.raises(StorageUnavailable):
        bench.storage.remove(file)
    bench.cloudinary.trouble = 0
    assert list(bench.cloudinary.assets) == [("image", file.key.partition("/")[2])]


def test_an_answer_that_takes_too_long(bench: CloudinaryBench, tmp_path: Path) -> None:
    hasty = bench.account("a-secret", seconds=0.2)
    bench.cloudinary.pause = 1
    with pytest.raises(StorageUnavailable):
        picture(hasty, tmp_path)


def test_a_large_file_goes_in_chunks(bench: CloudinaryBench, tmp_path: Path) -> None:
    content = os.urandom(2 * CHUNK_BYTES + 1000)
    file = kept(bench.storage, tmp_path, content, kind=FileKind.VIDEO, content_type="video/mp4")
    assert len([path for path, _ in bench.cloudinary.seen if path.endswith("/upload")]) == 3
    assert bench.cloudinary.chunks == {}
    assert fetched(bench.storage, file, tmp_path) == content


def test_chunks_that_break_off_are_no_file(
    bench: CloudinaryBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = uploader.upload_large_part

    def fail_after_the_first(*args: object, **options: object) -> object:
        bench.cloudinary.trouble = 500 if bench.cloudinary.chunks else 0
        return real(*args, **options)

    monkeypatch.setattr(uploader, "upload_large_part", fail_after_the_first)
    with pytest.raises(StorageUnavailable):
        kept(bench.storage, tmp_path, b"x" * (CHUNK_BYTES + 1), content_type="video/mp4")
    bench.cloudinary.trouble = 0
    assert list(bench.storage.find_all()) == []


def test_smaller_pictures_are_made_from_the_address_alone(bench: CloudinaryBench, tmp_path: Path) -> None:
    file = picture(bench.storage, tmp_path)
    small, large = (httpx.get(address(bench, file, size)).content for size in ("small", "large"))
    assert small == b"c_limit,h_480,q_auto,w_480:" + PNG
    assert large == b"c_limit,h_1600,q_auto,w_1600:" + PNG
    file.animated = True
    assert b"fl_animated.awebp" in httpx.get(address(bench, file, "small")).content
    assert address(bench, file, "small").partition("?")[0].endswith(".webp")


def test_what_is_larger_than_was_signed_is_refused(bench: CloudinaryBench, tmp_path: Path) -> None:
    found = address(bench, picture(bench.storage, tmp_path), "small")
    assert httpx.get(found.replace("w_480", "w_9999")).status_code == 401


def test_the_address_of_an_original_ends_with_its_time(bench: CloudinaryBench, tmp_path: Path) -> None:
    file = picture(bench.storage, tmp_path)
    found = address(bench, file)
    assert httpx.get(found).content == PNG
    expires = int(parse_qs(urlsplit(found).query)["expires_at"][0])
    assert 0 < expires - time.time() <= 60
    assert httpx.get(address(bench, file, seconds=-10)).status_code == 401
    assert httpx.get(found.replace(str(expires), str(expires + 9999))).status_code == 401


def test_a_download_is_one(bench: CloudinaryBench, tmp_path: Path) -> None:
    page = kept(bench.storage, tmp_path, b"<script>", content_type="text/html")
    assert page.key.startswith("raw/")
    for file in (page, picture(bench.storage, tmp_path)):
        answer = httpx.get(address(bench, file, download=True))
        assert answer.headers["content-disposition"] == "attachment"
    assert httpx.get(address(bench, page)).headers["content-disposition"] == "attachment"


def test_an_svg_is_no_picture_there_either(bench: CloudinaryBench, tmp_path: Path) -> None:
    file = kept(bench.storage, tmp_path, b"<svg/>", content_type="image/svg+xml")
    assert file.key.startswith("raw/")


def test_removing_forgets_it_in_the_caches_too(bench: CloudinaryBench, tmp_path: Path) -> None:
    file = picture(bench.storage, tmp_path)
    bench.storage.remove(file)
    path, sent = bench.cloudinary.seen[-1]
    assert (path, sent["invalidate"]) == ("/v1_1/Our-Cloud/image/destroy", "1")
    assert httpx.get(file.url).status_code == 404


def test_everything_is_found_page_by_page(
    bench: CloudinaryBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowchat.chat.adapters.cloudinary.storage._PAGE", 2)
    files = [kept(bench.storage, tmp_path, bytes([number])) for number in range(5)]
    assert {one.key for one in bench.storage.find_all()} == {file.key for file in files}


def test_nothing_else_in_the_account_is_ours(bench: CloudinaryBench) -> None:
    with pytest.raises(ValueError, match="no key"):
        bench.storage.remove_key("image/website/logo")


def test_where_addresses_lead() -> None:
    assert CloudinaryStorage("Ours", "a", "b").origins == (
        "https://res.cloudinary.com",
        "https://api.cloudinary.com",
    )
