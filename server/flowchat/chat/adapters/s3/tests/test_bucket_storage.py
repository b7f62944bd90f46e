"""S3 as a storage, against a real server of its protocol. The rest is in the contract suite."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from flowchat.chat.adapters.s3.storage import BucketStorage
from flowchat.chat.media.models import FileKind, StoredFile
from flowchat.chat.media.storage.port import StorageUnavailable
from flowchat.chat.media.tests.storages import BucketBench, bucket_bench
from flowchat.chat.media.tests.test_storage_contract import kept


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[BucketBench]:
    with bucket_bench(tmp_path) as made:
        yield made


def address(bench: BucketBench, file: StoredFile, *, download: bool = False) -> str:
    found = bench.storage.address_of(file, size="original", seconds=60, name="a.mp4", download=download)
    assert found is not None
    return found


def test_what_an_address_answers_is_signed_with_it(bench: BucketBench, tmp_path: Path) -> None:
    film = kept(bench.storage, tmp_path, b"film", kind=FileKind.VIDEO, content_type="video/mp4")
    shown = httpx.get(address(bench, film)).headers
    assert (shown["content-type"], shown["content-disposition"]) == ("video/mp4", 'inline; filename="a.mp4"')
    taken = httpx.get(address(bench, film, download=True)).headers
    assert taken["content-disposition"] == 'attachment; filename="a.mp4"'


def test_what_could_run_has_no_type(bench: BucketBench, tmp_path: Path) -> None:
    page = kept(bench.storage, tmp_path, b"<script>", kind=FileKind.FILE, content_type="text/html")
    answer = httpx.get(address(bench, page, download=True)).headers
    assert answer["content-type"] == "application/octet-stream"
    assert answer["content-disposition"].startswith("attachment")


def test_an_address_lives_for_a_minute_and_belongs_to_its_origin(bench: BucketBench, tmp_path: Path) -> None:
    found = address(bench, kept(bench.storage, tmp_path, b"film"))
    query = parse_qs(urlsplit(found).query)
    assert query["X-Amz-Expires"] == ["60"]
    assert query["X-Amz-Signature"]
    assert bench.storage.origins == (bench.endpoint,)
    assert found.startswith(f"{bench.endpoint}/files/")


def test_amazons_own_addresses_name_the_bucket(bench: BucketBench) -> None:
    storage = BucketStorage("our-files", region="eu-central-1")
    assert storage.origins == ("https://our-files.s3.eu-central-1.amazonaws.com",)
    dotted = BucketStorage("files.example.org", region="eu-central-1")
    assert dotted.origins == ("https://s3.eu-central-1.amazonaws.com",)


def test_a_large_file_goes_in_parts(bench: BucketBench, tmp_path: Path) -> None:
    content = os.urandom(20 * 1024 * 1024)
    file = kept(bench.storage, tmp_path, content)
    into = tmp_path / "fetched"
    bench.storage.fetch(file, into)
    assert into.read_bytes() == content
    assert "-3" in bench.client.head_object(Bucket="files", Key=file.key)["ETag"], "three parts"


def test_an_upload_that_never_ended_is_found_and_forgotten(bench: BucketBench) -> None:
    bench.client.create_multipart_upload(Bucket="files", Key="ab/begun")
    found = list(bench.storage.find_all())
    assert [one.key.partition("?")[0] for one in found] == ["ab/begun"]
    bench.storage.remove_key(found[0].key)
    bench.storage.remove_key(found[0].key)
    assert list(bench.storage.find_all()) == []


def test_what_was_handed_over_is_gone_from_here(bench: BucketBench, tmp_path: Path) -> None:
    path = tmp_path / "incoming"
    path.write_bytes(b"content")
    bench.storage.keep(path, key="ab/one", content_type="image/webp")
    assert not path.exists()


def test_credentials_that_are_refused(
    bench: BucketBench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with bench.checking_credentials(), pytest.raises(StorageUnavailable):
        kept(bench.storage, tmp_path, b"content")
    assert "The S3 storage refused: InvalidAccessKeyId" in caplog.text
    assert "a-secret" not in caplog.text
    assert list(bench.storage.find_all()) == []


def test_a_bucket_that_is_not_there(bench: BucketBench, tmp_path: Path) -> None:
    storage = BucketStorage("elsewhere", bench.endpoint, "us-east-1")
    with pytest.raises(StorageUnavailable):
        kept(storage, tmp_path, b"content")


def test_a_service_that_never_answers(bench: BucketBench, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        storage = BucketStorage("files", endpoint, "us-east-1", connect_seconds=0.2, read_seconds=0.2)
        with pytest.raises(StorageUnavailable):
            kept(storage, tmp_path, b"content")
