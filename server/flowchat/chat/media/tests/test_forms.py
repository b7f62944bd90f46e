"""Uploads in one piece, over real sockets."""

import dataclasses
import socket
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as live
from django.db import OperationalError

from flowchat.chat.gateway.tests.harness import RunningServer, make_user
from flowchat.chat.ids import new_id
from flowchat.chat.media.actions import receiving
from flowchat.chat.media.models import StoredFile, Upload
from flowchat.chat.media.receiving import parts, turns
from flowchat.chat.media.receiving.form import FormSink
from flowchat.chat.media.receiving.names import refuse_blocked
from flowchat.chat.media.refusals import TypeRefused
from flowchat.chat.media.storage import get_storage
from flowchat.chat.media.storage.port import StorageFull
from flowchat.chat.media.tests.uploading import BOUNDARY, Uploader, form, incoming, refusal, wait_for
from flowchat.http.pool import THREADS


def limits(settings: Any, **changes: Any) -> None:
    settings.UPLOADS = dataclasses.replace(live.UPLOADS, **changes)


def test_a_file_arrives_as_it_was_sent(alice: Uploader) -> None:
    data = bytes(range(256)) * 12_000
    response = alice.send(data, name="Zoë 👋.bin")
    assert response.status_code == 201, response.text
    upload = response.json()["upload"]
    assert upload == {
        "id": upload["id"],
        "kind": "file",
        "name": "Zoë 👋.bin",
        "content_type": "application/octet-stream",
        "size": len(data),
        "width": None,
        "height": None,
        "animated": False,
        "thumbhash": "",
    }
    row = Upload.objects.select_related("file").get(id=upload["id"])
    assert (row.owner_id, row.length, row.place) == (alice.user.id, len(data), "")
    assert row.file is not None
    path = get_storage().path_of(row.file.key)
    assert path is not None
    assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o600
    assert incoming() == []


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('form-data; name="file"; filename="../../etc/passwd"', "passwd"),
        ('form-data; name="file"; filename="C:\\Temp\\plan.doc"', "plan.doc"),
        ('form-data; name="file"; filename="a%22b.txt"', 'a"b.txt'),
        ('form-data; name="file"; filename="a\\"b.txt"', 'a"b.txt'),
        ("form-data; name=file; filename*=UTF-8''na%C3%AFve%20plan.txt", "naïve plan.txt"),
        ('form-data; name="file"; filename="tab\there\u202egnp.exe"', "tabheregnp.exe"),
        ('form-data; name="file"; filename=".."', "file"),
        ('form-data; name="file"', "file"),
        (f'form-data; name="file"; filename="{"ä" * 400}.tar.gz"', "ä" * 252 + ".gz"),
    ],
)
def test_names_are_for_people_and_never_paths(alice: Uploader, disposition: str, name: str) -> None:
    response = alice.send(b"", whole=form(b"text", disposition=disposition))
    assert response.status_code == 201, response.text
    assert response.json()["upload"]["name"] == name


OTHER = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n'.encode()
SECOND = form(b"second")[: -len(f"--{BOUNDARY}--\r\n")]


@pytest.mark.parametrize(
    "whole",
    [
        b"no form at all",
        b"",
        form(b"first", more=OTHER),
        form(b"first", more=SECOND),
        form(b"data", disposition='form-data; name="picture"; filename="a.png"'),
        form(b"data", disposition="attachment"),
        form(b"data")[:-20],
        f"--{BOUNDARY}--\r\n".encode(),
        b"\r\n" * 10_000 + form(b"data"),
        f"--{BOUNDARY}\r\n".encode() + b"X-Long: " + b"x" * 9000,
        f"--{BOUNDARY}\r\n".encode() + b"X: x\r\n" * 100,
    ],
)
def test_a_form_with_anything_but_one_file_is_refused(alice: Uploader, whole: bytes) -> None:
    response = alice.send(b"", whole=whole)
    assert refusal(response) == (400, "invalid")
    assert (Upload.objects.count(), incoming()) == (0, [])


def test_an_empty_file_is_refused(alice: Uploader) -> None:
    assert refusal(alice.send(b"")) == (400, "empty_file")
    assert (Upload.objects.count(), incoming()) == (0, [])


def test_other_bodies_are_refused(alice: Uploader) -> None:
    assert refusal(alice.http.post("/api/uploads/", json={"file": "x"})) == (415, "unsupported_media_type")
    assert refusal(alice.http.post("/api/uploads/")) == (415, "unsupported_media_type")
    kind = {"Content-Type": "multipart/form-data"}
    assert refusal(alice.http.post("/api/uploads/", content=b"x", headers=kind))[0] == 415
    kind = {"Content-Type": f"multipart/form-data; boundary={'x' * 500}"}
    assert refusal(alice.http.post("/api/uploads/", content=b"x", headers=kind)) == (400, "invalid")
    assert (Upload.objects.count(), incoming()) == (0, [])


def test_strangers_are_told_before_they_send(alice: Uploader) -> None:
    for token in ("", "Bearer nonsense"):
        alice.headers = {"Authorization": token} if token else {}
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Expect": "100-continue"}
        with alice.raw("POST", "/api/uploads/", kind, 900_000_000) as raw:
            assert raw.recv(4096).startswith(b"HTTP/1.1 401")


def test_what_is_too_large_is_told_before_it_is_sent(alice: Uploader, settings: Any) -> None:
    limits(settings, picture=1000, video=1000, audio=1000, file=2_000_000)
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    with alice.raw("POST", "/api/uploads/", kind, 3_000_000) as raw:
        assert raw.recv(4096).startswith(b"HTTP/1.1 413")
    response = alice.send(form(b"x" * 3_000_000))
    assert refusal(response) == (413, "too_large")
    assert response.headers["connection"] == "close"
    assert (Upload.objects.count(), incoming()) == (0, [])


def test_bytes_are_counted_whatever_was_announced(alice: Uploader, settings: Any) -> None:
    limits(settings, picture=1000, video=1000, audio=1000, file=2_000_000)
    assert refusal(alice.send(iter([form(b"x" * 3_000_000)]))) == (413, "too_large")
    assert (Upload.objects.count(), incoming()) == (0, [])
    assert alice.send(iter([form(b"x" * 2_000_000)])).status_code == 201


def test_each_kind_has_its_limit(alice: Uploader, settings: Any) -> None:
    limits(settings, picture=1000)
    assert refusal(alice.send(b"\x89PNG\r\n\x1a\n" + bytes(2000), name="a.txt")) == (413, "too_large")
    assert alice.send(bytes(2000), name="a.png").json()["upload"]["kind"] == "file"


def test_its_beginning_says_that_it_is_too_large(alice: Uploader, settings: Any) -> None:
    """Long before the last byte, and for both ways."""
    limits(settings, picture=500_000)
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    with alice.raw("POST", "/api/uploads/", kind, 900_000_000) as raw:
        raw.sendall(form(b"GIF89a" + bytes(1_500_000))[:1_200_000])
        assert raw.recv(4096).startswith(b"HTTP/1.1 413")
    place = alice.begin(1_000_000)
    assert refusal(alice.part(place, 0, b"GIF89a" + bytes(10_000))) == (413, "too_large")
    assert (Upload.objects.count(), incoming()) == (0, [])


def test_a_boundary_that_is_none_leaves_nothing(alice: Uploader) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary*=utf-8''%E2%82%AC"}
    for _ in range(8):  # more than may be sent at once
        response = alice.http.post("/api/uploads/", content=form(b"x"), headers=kind)
        assert response.status_code == 400
    assert (Upload.objects.count(), incoming()) == (0, [])
    assert alice.send(b"words").status_code == 201


def test_how_many_may_be_begun_and_not_ended(alice: Uploader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "UNFINISHED", 2)
    places = [alice.begin(10) for _ in range(2)]
    assert refusal(alice.announce(10)) == (429, "slow_down")
    assert alice.part(places[0], 0, b"0123456789").status_code == 204
    assert alice.announce(10).status_code == 201


def test_what_was_free_at_first_may_be_gone(alice: Uploader, monkeypatch: pytest.MonkeyPatch) -> None:
    place = alice.begin(10)
    monkeypatch.setattr(parts, "refuse_when_full", refuse_all)
    assert refusal(alice.part(place, 0, b"01234")) == (507, "storage_full")
    assert (Upload.objects.count(), incoming()) == (0, [])


def refuse_all(length: int) -> None:
    raise StorageFull


@pytest.mark.parametrize("name", ["setup.exe\u200e", "setup.e\u200bxe", "setup.\uff45xe", "setup.exe. "])
def test_letters_that_nobody_sees_hide_no_ending(settings: Any, name: str) -> None:
    limits(settings, blocked=("exe",))
    with pytest.raises(TypeRefused):
        refuse_blocked(name)


def test_blocked_endings(alice: Uploader, settings: Any) -> None:
    limits(settings, blocked=("exe", "tar.gz"))
    for name in ("setup.EXE", "a.tar.gz", "setup.exe. "):
        assert refusal(alice.send(b"x", name=name)) == (400, "type_refused")
    assert alice.send(b"x", name="exe").status_code == 201
    assert alice.send(b"x", name="a.gz").status_code == 201


def test_a_damaged_picture_is_refused(alice: Uploader) -> None:
    assert refusal(alice.send(b"\x89PNG\r\n\x1a\n" + bytes(500))) == (400, "picture_refused")
    assert (Upload.objects.count(), StoredFile.objects.count(), incoming()) == (0, 0, [])


def test_the_space_of_a_person(alice: Uploader, settings: Any) -> None:
    limits(settings, person_quota=1_000_000)
    assert alice.http.get("/api/me/storage/").json() == {"used": 0, "limit": 1_000_000}
    assert alice.send(b"x" * 600_000).status_code == 201
    assert alice.http.get("/api/me/storage/").json() == {"used": 600_000, "limit": 1_000_000}
    assert refusal(alice.send(b"x" * 600_000)) == (409, "quota_exceeded")
    assert refusal(alice.send(iter([form(b"x" * 600_000)]))) == (409, "quota_exceeded")
    place = alice.begin(300_000)
    assert alice.http.get("/api/me/storage/").json()["used"] == 900_000
    assert refusal(alice.send(b"x" * 200_000)) == (409, "quota_exceeded")
    assert refusal(alice.announce(200_000)) == (409, "quota_exceeded")
    assert alice.http.delete(place).status_code == 204
    assert alice.send(b"x" * 200_000).status_code == 201
    assert incoming() == []


def test_who_leaves_in_the_middle_leaves_nothing(alice: Uploader) -> None:
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    with alice.raw("POST", "/api/uploads/", kind, 2_000_000) as raw:
        raw.sendall(form(b"x" * 1_000_000)[:1_000_000])
        wait_for(lambda: incoming() and incoming()[0].stat().st_size > 200_000)
        assert incoming()[0].stat().st_mode & 0o777 == 0o600
        assert incoming()[0].parent.stat().st_mode & 0o777 == 0o700
    wait_for(lambda: incoming() == [] and not Upload.objects.exists())


def test_slow_uploads_hold_no_thread(alice: Uploader, server: RunningServer) -> None:
    """More of them than there are request threads; everyone else is served meanwhile."""
    bob = Uploader(server, make_user("Bob"))
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    body = form(b"x" * 500_000)
    with ExitStack() as open_things, bob.http:
        connections = []
        for person in [alice] * THREADS + [bob] * THREADS:
            raw = open_things.enter_context(person.raw("POST", "/api/uploads/", kind, len(body)))
            raw.sendall(body[:100])
            connections.append(raw)
        wait_for(lambda: len(incoming()) == 2 * THREADS)
        for _ in range(THREADS + 1):
            assert bob.http.get("/api/me/storage/").status_code == 200
        for raw in connections:
            raw.sendall(body[100:])
        assert {read_status(raw) for raw in connections} == {201}


def test_so_many_at_once_and_no_more(alice: Uploader, settings: Any) -> None:
    """Counted by files, so for all processes of a machine together."""
    sending = settings.INCOMING_FOLDER.with_name("sending")
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    with ExitStack() as connections:
        for _ in range(turns.AT_ONCE):
            connections.enter_context(alice.raw("POST", "/api/uploads/", kind, 1000))
        wait_for(lambda: len(list(sending.glob("*"))) == turns.AT_ONCE)
        response = alice.send(b"one more")
        assert refusal(response) == (429, "slow_down")
        assert response.headers["Retry-After"] == "1"
    wait_for(lambda: incoming() == list(sending.glob("*")) == [])
    assert alice.send(b"one more").status_code == 201


def test_files_sent_at_the_same_time_do_not_share_space(alice: Uploader, settings: Any) -> None:
    limits(settings, person_quota=1_000_000)
    given: list[int] = []

    def send(uploader: Uploader) -> None:
        with uploader.http:
            given.append(uploader.send(iter([form(b"x" * 400_000)])).status_code)

    uploaders = [Uploader(alice.server, alice.user) for _ in range(5)]
    threads = [threading.Thread(target=send, args=[one]) for one in uploaders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [201, 201, 409, 409, 409]
    assert incoming() == []


def read_status(raw: socket.socket) -> int:
    return int(raw.recv(4096).split()[1])


def test_a_part_is_let_go_of_when_it_can_not_be_forgotten(settings: Any, tmp_path: Path) -> None:
    settings.INCOMING_FOLDER = tmp_path / "incoming"
    owner, upload = new_id(), new_id()

    def fail(upload_id: UUID) -> None:
        raise OperationalError("the database is away")

    for _ in range(turns.AT_ONCE + 1):
        parts.create_part(upload)
        sink = FormSink(parts.Part(upload, owner_id=owner), "border", forget=fail)
        with pytest.raises(OperationalError):
            sink.close()
        parts.remove_part(upload)
    assert list((tmp_path / "sending").glob("*")) == []
