"""Uploads in parts, over real sockets: tus 1.0.0."""

import dataclasses
import os
import threading
import uuid
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from django.conf import settings as live
from django.core.cache import cache
from django.utils import timezone

from flowchat.chat.accounts.actions.sessions import start_session
from flowchat.chat.accounts.models import Session
from flowchat.chat.gateway.tests.harness import make_user, running_server
from flowchat.chat.media.api import uploads
from flowchat.chat.media.models import Place, Upload
from flowchat.chat.media.receiving.parts import part_path
from flowchat.chat.media.storage import get_storage
from flowchat.chat.media.tests.uploading import PART, TUS, Uploader, incoming, refusal, upload_id, wait_for
from flowchat.http.limits import Rate

DATA = os.urandom(1_500_000)


def kept(place: str) -> bytes:
    row = Upload.objects.select_related("file").get(id=upload_id(place))
    assert row.file is not None
    path = get_storage().path_of(row.file.key)
    assert path is not None
    return path.read_bytes()


def test_a_file_in_parts(alice: Uploader) -> None:
    response = alice.announce(len(DATA), name="../Zoë.bin")
    place = response.headers["Location"]
    assert (response.status_code, response.content) == (201, b"")
    assert response.headers["Tus-Resumable"] == "1.0.0"
    left = parsedate_to_datetime(response.headers["Upload-Expires"]) - timezone.now()
    assert timedelta(hours=23) < left <= timedelta(hours=24)
    assert alice.state(place) == {"upload": None, "offset": 0, "length": len(DATA)}
    for offset in range(0, len(DATA), 500_000):
        assert alice.offset(place) == offset
        response = alice.part(place, offset, DATA[offset : offset + 500_000])
        assert response.status_code == 204, response.text
        assert response.headers["Upload-Offset"] == str(offset + 500_000)
        assert response.headers["Tus-Resumable"] == "1.0.0"
    state = alice.state(place)
    assert (state["offset"], state["length"]) == (len(DATA), len(DATA))
    assert (state["upload"]["id"], state["upload"]["name"]) == (str(upload_id(place)), "Zoë.bin")
    assert (state["upload"]["size"], kept(place)) == (len(DATA), DATA)
    assert incoming() == []
    head = alice.http.head(place, headers=TUS)
    assert (head.headers["Upload-Length"], head.headers["Upload-Offset"]) == (str(len(DATA)),) * 2
    assert head.headers["Upload-Metadata"] == "filename Wm/Dqy5iaW4="
    assert head.headers["Cache-Control"] == "no-store"
    # Its answer was lost: the last part once more, without bytes.
    assert alice.part(place, len(DATA), b"").status_code == 204


def test_a_cut_connection_is_gone_on_from(alice: Uploader) -> None:
    place = alice.begin(len(DATA))
    with alice.raw_part(place, 0, len(DATA)) as raw:
        raw.sendall(DATA[:700_001])
    path = part_path(upload_id(place))
    wait_for(lambda: path.stat().st_size == 700_001)
    assert path.stat().st_mode & 0o777 == 0o600
    assert alice.offset(place) == 700_001
    wait_for(lambda: alice.part(place, 700_001, DATA[700_001:]).status_code == 204)
    assert kept(place) == DATA


def test_parts_of_which_nobody_said_how_long_they_are(alice: Uploader) -> None:
    place = alice.begin(len(DATA))
    assert alice.part(place, 0, iter([DATA[:900_000]])).headers["Upload-Offset"] == "900000"
    assert alice.part(place, 900_000, iter([DATA[900_000:]])).status_code == 204
    assert kept(place) == DATA


def test_only_one_request_writes(alice: Uploader) -> None:
    place = alice.begin(len(DATA))
    with alice.raw_part(place, 0, len(DATA)) as raw:
        raw.sendall(DATA[:700_000])
        wait_for(lambda: part_path(upload_id(place)).stat().st_size > 0)
        response = alice.part(place, 0, DATA)
        assert refusal(response) == (423, "upload_busy")
        raw.sendall(DATA[700_000:])
        assert raw.recv(4096).startswith(b"HTTP/1.1 204")
    assert kept(place) == DATA


def test_many_at_the_same_time_and_each_byte_once(alice: Uploader) -> None:
    place = alice.begin(len(DATA))
    given: list[int] = []

    def send(uploader: Uploader) -> None:
        with uploader.http:
            given.append(uploader.part(place, 0, DATA).status_code)

    uploaders = [Uploader(alice.server, alice.user) for _ in range(5)]
    threads = [threading.Thread(target=send, args=[one]) for one in uploaders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Who comes after the winner finds it whole, at another offset than its own.
    assert given.count(204) == 1
    assert set(given) <= {204, 409, 423}
    assert kept(place) == DATA


def test_a_restart_between_two_parts(transactional_db: None) -> None:
    user = make_user("Alice")
    with running_server() as running, Uploader(running, user).http as http:
        before = Uploader(running, user)
        before.http = http
        place = before.begin(len(DATA))
        assert before.part(place, 0, DATA[:600_000]).status_code == 204
    with running_server() as running:
        after = Uploader(running, user)
        with after.http:
            assert after.offset(place) == 600_000
            assert after.part(place, 600_000, DATA[600_000:]).status_code == 204
    assert kept(place) == DATA


def test_a_part_in_the_wrong_place(alice: Uploader) -> None:
    place = alice.begin(1000)
    assert refusal(alice.part(place, 5, b"x" * 10)) == (409, "wrong_offset")
    assert alice.part(place, 0, b"x" * 10).status_code == 204
    assert refusal(alice.part(place, 0, b"x" * 10)) == (409, "wrong_offset")
    assert alice.offset(place) == 10


@pytest.mark.parametrize("said", [True, False])
def test_more_than_was_announced_ends_it(alice: Uploader, said: bool) -> None:
    place = alice.begin(1000)
    data = b"x" * 400_000
    assert refusal(alice.part(place, 0, data if said else iter([data]))) == (413, "too_large")
    assert alice.http.get(place).status_code == 404
    assert (incoming(), Upload.objects.count()) == ([], 0)


def test_headers_that_tus_does_not_allow(alice: Uploader) -> None:
    place = alice.begin(1000)
    send = alice.http.request
    part = {**PART, "Upload-Offset": "0"}
    for method, headers in (("PATCH", {**part, "Tus-Resumable": "0.2"}), ("HEAD", {})):
        response = send(method, place, headers=headers)
        assert (response.status_code, response.headers["Tus-Version"]) == (412, "1.0.0")
    wrong = {**part, "Content-Type": "application/octet-stream"}
    assert refusal(send("PATCH", place, content=b"x", headers=wrong)) == (415, "unsupported_media_type")
    for offset in ("", "-1", "1_0", "٣", "1" * 30):
        sent = [*TUS.items(), ("Content-Type", PART["Content-Type"]), ("Upload-Offset", offset)]
        assert refusal(send("PATCH", place, content=b"x", headers=httpx.Headers(sent, encoding="utf-8"))) == (
            400,
            "invalid",
        )
    assert refusal(send("POST", "/api/uploads/", headers={"Tus-Resumable": "2.0.0"})) == (412, "tus_version")
    assert alice.offset(place) == 0, "what is wrong with a request's head ends no upload"


def test_what_may_be_announced(alice: Uploader, settings: Any) -> None:
    settings.UPLOADS = dataclasses.replace(live.UPLOADS, blocked=("exe",))
    for length in ("", "-5", "many", "1e9"):
        assert refusal(alice.announce(length)) == (400, "invalid")
    assert refusal(alice.announce(0)) == (400, "empty_file")
    assert refusal(alice.announce(live.UPLOADS.largest + 1)) == (413, "too_large")
    assert refusal(alice.announce(10, name="a.exe")) == (400, "type_refused")
    assert refusal(alice.announce(10, **{"Upload-Metadata": "filename %%%"})) == (400, "invalid")
    assert alice.announce(10, **{"Upload-Metadata": ""}).status_code == 201
    assert Upload.objects.get().name == "file"


def test_what_is_understood(alice: Uploader) -> None:
    response = alice.http.options("/api/uploads/")
    assert (response.status_code, response.headers["Tus-Version"]) == (204, "1.0.0")
    assert response.headers["Tus-Extension"] == "creation,termination,expiration"
    assert response.headers["Tus-Max-Size"] == str(live.UPLOADS.largest)


def test_taking_it_back(alice: Uploader) -> None:
    place = alice.begin(len(DATA))
    with alice.raw_part(place, 0, len(DATA)) as raw:
        raw.sendall(DATA[:700_000])
        wait_for(lambda: part_path(upload_id(place)).stat().st_size > 0)
        assert alice.http.delete(place, headers=TUS).status_code == 204
        raw.sendall(DATA[700_000:])
        assert raw.recv(4096).startswith(b"HTTP/1.1 404")
    assert alice.http.delete(place).status_code == 204, "its answer may have been lost"
    assert alice.http.delete(f"/api/uploads/{uuid.uuid4()}/").status_code == 404
    assert alice.http.get(place).status_code == 404
    assert (incoming(), Upload.objects.count()) == ([], 0)


def test_what_was_sent_is_not_taken_back(alice: Uploader) -> None:
    place = alice.begin(3)
    assert alice.part(place, 0, b"abc").status_code == 204
    Upload.objects.update(place=Place.PROFILE)
    assert refusal(alice.http.delete(place)) == (409, "upload_taken")
    assert alice.state(place)["upload"]["size"] == 3


def test_uploads_are_their_owners_alone(alice: Uploader) -> None:
    place = alice.begin(1000)
    bob = Uploader(alice.server, make_user("Bob"))
    with bob.http:
        assert bob.http.get(place).status_code == 404
        assert bob.http.head(place, headers=TUS).status_code == 404
        assert refusal(bob.part(place, 0, b"x")) == (404, "not_found")
        assert bob.http.delete(place).status_code == 404
    assert alice.offset(place) == 0


def test_after_a_day_it_is_gone(alice: Uploader) -> None:
    place = alice.begin(1000)
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert alice.http.head(place, headers=TUS).status_code == 404
    assert alice.part(place, 0, b"x").status_code == 404


def test_the_token_of_the_beginning_counts_until_the_end(alice: Uploader, settings: Any) -> None:
    """A part may take longer than a token lives; but not longer than the session."""
    session = start_session(user=alice.user, device="A test")
    place = alice.begin(len(DATA))
    for ended, status in ((False, b"204"), (True, b"401")):
        offset = alice.offset(place)
        with alice.raw_part(place, offset, 700_000) as raw:
            raw.sendall(DATA[offset : offset + 600_000])
            wait_for(lambda offset=offset: alice.offset(place) > offset)
            settings.JWT_KEY = "another one, so that no token is good any more"
            if ended:
                Session.objects.exclude(id=session.id).update(ended_at=timezone.now())
            raw.sendall(DATA[offset + 600_000 : offset + 700_000])
            assert raw.recv(4096)[9:12] == status
        settings.JWT_KEY = live.SECRET_KEY
        alice.http.headers["Authorization"] = f"Bearer {Uploader(alice.server, alice.user).token}"
        alice.headers["Authorization"] = alice.http.headers["Authorization"]


def test_a_storage_that_is_away_costs_no_bytes(alice: Uploader, settings: Any) -> None:
    """What came is kept. A client that asks what is missing is told the last byte, and hears the outcome with it."""
    first, second = alice.begin(len(DATA)), alice.begin(len(DATA))
    chosen = settings.FLOWCHAT_STORAGE
    settings.FLOWCHAT_STORAGE = "away"
    for place in (first, second):
        assert refusal(alice.part(place, 0, DATA)) == (503, "storage_unavailable")
        assert alice.state(place) == {"upload": None, "offset": len(DATA), "length": len(DATA)}
    assert alice.offset(first) == len(DATA) - 1
    assert refusal(alice.part(first, len(DATA) - 1, DATA[-1:])) == (503, "storage_unavailable")
    settings.FLOWCHAT_STORAGE = chosen
    assert alice.offset(first) == len(DATA) - 1
    assert alice.part(first, len(DATA) - 1, DATA[-1:]).status_code == 204
    assert alice.part(second, len(DATA), b"").status_code == 204, "who knows, asks with nothing"
    assert kept(first) == kept(second) == DATA
    assert incoming() == []


def test_beginnings_are_limited(alice: Uploader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_BEGINNING", Rate(2, 3600))
    cache.clear()
    place = alice.begin(1000)
    assert alice.send(b"as a form").status_code == 201
    for response in (alice.announce(1000), alice.send(b"one more")):
        assert refusal(response) == (429, "slow_down")
        assert int(response.headers["Retry-After"]) > 0
    assert alice.part(place, 0, b"x").status_code == 204, "what has begun goes on"


def test_pages_of_other_origins_may_speak_it(alice: Uploader, settings: Any) -> None:
    """Only those that the operator named (FLOWCHAT_ORIGINS)."""
    settings.CORS_ALLOWED_ORIGINS = ["https://front.example"]
    wanted = {
        "authorization",
        "content-type",
        "tus-resumable",
        "upload-length",
        "upload-metadata",
        "upload-offset",
    }
    for origin, allowed in (("https://front.example", True), ("https://other.example", False)):
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": ",".join(sorted(wanted)),
        }
        preflight = alice.http.options("/api/uploads/", headers=asked)
        given = preflight.headers.get("Access-Control-Allow-Headers", "").split(", ")
        assert (wanted <= set(given)) == allowed
        response = alice.announce(10, Origin=origin)
        shown = response.headers.get("Access-Control-Expose-Headers", "")
        assert ("Location" in shown and "Upload-Offset" in shown and "Retry-After" in shown) == allowed
