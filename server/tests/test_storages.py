"""The whole way with files kept elsewhere: settings, an upload, a message, a fetch, a deletion."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from flowchat.chat.media.tests.storages import BucketBench, CloudinaryBench, bucket_bench, cloudinary_bench
from flowchat.cli.tests.commands import flowchat
from tools.person import Person
from tools.stack import Stack

PAGE = b"<html><script>alert(1)</script>"


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[BucketBench]:
    with bucket_bench(tmp_path) as bench:
        yield bench


@pytest.fixture
def cloudinary(tmp_path: Path) -> Iterator[CloudinaryBench]:
    with cloudinary_bench(tmp_path) as bench:
        yield bench


def settings_of(bench: BucketBench | CloudinaryBench) -> dict[str, str]:
    """What an operator would set."""
    if isinstance(bench, CloudinaryBench):
        place = f"upload_prefix={bench.server.address}&cname=127.0.0.1:{bench.server.port}&secure=false"
        return {"CLOUDINARY_URL": f"cloudinary://a-key:a-secret@Our-Cloud?{place}"}
    return {
        "FLOWCHAT_S3_BUCKET": "files",
        "FLOWCHAT_S3_ENDPOINT": bench.endpoint,
        "FLOWCHAT_S3_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "a-key",
        "AWS_SECRET_ACCESS_KEY": "a-secret",
    }


class People:
    """Alice and Bob of one server, who share a room; Carol doesn't."""

    def __init__(self, stack: Stack, open_things: ExitStack) -> None:
        self.alice, self.bob, self.carol = (Person(stack.url) for _ in range(3))
        for person in (self.alice, self.bob, self.carol):
            open_things.callback(person.http.close)
        self.alice.set_up(stack.setup_token)
        invite = self.alice.invite()
        self.bob.register("Bob", invite=invite)
        self.carol.register("Carol", invite=invite)
        self.room = self.alice.make_room("Boathouse", self.bob)


def upload(person: Person, data: bytes, name: str) -> str:
    response = person.http.post(
        "/api/uploads/",
        files={"file": (name, data, "text/html")},
        headers={"Authorization": f"Bearer {person.access}"},
    )
    assert response.status_code == 201, response.text
    return str(response.json()["upload"]["id"])


def send(person: Person, room: str, upload_id: str) -> str:
    body = {"room": room, "client_id": upload_id, "text": "", "upload_ids": [upload_id]}
    return str(person.call("POST", "messages/", body)["message"]["id"])


def fetch(person: Person, upload_id: str, query: str = "") -> httpx.Response:
    """Fetch as an <img> would: with the cookie alone, and on to wherever the answer leads."""
    return person.http.get(f"/api/files/{upload_id}/{query}", follow_redirects=True)


def everything(bench: BucketBench | CloudinaryBench) -> list[str]:
    return [found.key for found in bench.storage.find_all()]


def look(bench: BucketBench | CloudinaryBench) -> None:
    """Tell the story against one storage."""
    with ExitStack() as open_things, Stack(environment=settings_of(bench), prepared=True) as stack:
        people = People(stack, open_things)
        sent = upload(people.alice, PAGE, "page.html")
        assert len(everything(bench)) == 1
        send(people.alice, people.room, sent)
        came = fetch(people.bob, sent)
        assert (came.status_code, came.content) == (200, PAGE)
        assert str(came.url).startswith(bench.server.address)
        assert came.headers["content-disposition"].startswith("attachment")
        (led,) = came.history
        assert (led.status_code, led.headers["cache-control"]) == (302, "private, max-age=30")
        assert fetch(people.carol, sent).status_code == 404
        policy = people.alice.http.get("/").headers["content-security-policy"]
        assert f"img-src 'self' data: blob: {bench.server.address}" in policy
        assert f"media-src 'self' blob: {bench.server.address}" in policy
        gone(people, bench, upload(people.alice, b"never sent", "a.txt"))
        away(people, bench)


def gone(people: People, bench: BucketBench | CloudinaryBench, upload_id: str) -> None:
    """What is taken back is removed there by a job, soon."""
    assert len(everything(bench)) == 2
    people.alice.call("DELETE", f"uploads/{upload_id}/", expect=204)
    deadline = time.monotonic() + 20
    while len(everything(bench)) != 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(everything(bench)) == 1


def away(people: People, bench: BucketBench | CloudinaryBench) -> None:
    """While the storage is away an upload says so, and the same upload works afterwards."""
    with bench.out_of_reach():
        refused = people.alice.http.post(
            "/api/uploads/",
            files={"file": ("a.txt", b"text")},
            headers={"Authorization": f"Bearer {people.alice.access}"},
        )
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "storage_unavailable")
    upload(people.alice, b"text", "a.txt")


def test_files_in_a_bucket(bucket: BucketBench) -> None:
    look(bucket)


def test_files_with_cloudinary(cloudinary: CloudinaryBench) -> None:
    look(cloudinary)


def doctor(data: Path, settings: Mapping[str, str]) -> str:
    return flowchat(data, "doctor", settings=settings).stdout


def test_the_doctor_tries_every_storage(bucket: BucketBench, tmp_path: Path) -> None:
    flowchat(tmp_path, "migrate")
    fine = doctor(tmp_path, settings_of(bucket))
    assert "ok     files s3     keeps new files" in fine
    assert "ok     files local  has older files" in fine
    assert everything(bucket) == []
    wrong = doctor(tmp_path, {**settings_of(bucket), "FLOWCHAT_S3_BUCKET": "elsewhere"})
    assert "wrong  files s3" in wrong
    assert "FLOWCHAT_S3_" in wrong
    assert "a-secret" not in wrong
