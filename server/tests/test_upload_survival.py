"""Uploads through crashes and restarts of a real server: what came is not sent twice."""

import base64
import os
import socket
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from tools.person import Person
from tools.stack import Stack

DATA = os.urandom(3_000_000)
TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}


@pytest.mark.parametrize("end", [Stack.kill, Stack.stop])
def test_an_upload_goes_on_after_the_server_ended_in_its_middle(end: Callable[[Stack], None]) -> None:
    with Stack(prepared=True) as stack:
        alice = Person(stack.url)
        alice.set_up(stack.setup_token)
        place = begin(alice)
        with half_a_part(stack, alice, place):
            wait_for(lambda: offset(alice, place) > 1_000_000)
            end(stack)
        stack.start()
        there = offset(alice, place)
        assert 1_000_000 < there <= 1_500_000
        # The second half in two parts, with another end between them.
        assert send_part(alice, place, there, DATA[there:2_000_000]).status_code == 204
        end(stack)
        stack.start()
        assert send_part(alice, place, 2_000_000, DATA[2_000_000:]).status_code == 204
        upload = alice.call("GET", place.removeprefix("/api/"))["upload"]
        assert upload["size"] == len(DATA)
        got = alice.http.get(f"/api/files/{upload['id']}/", headers=signed(alice))
        assert got.content == DATA
        assert "Traceback" not in stack.log
        alice.http.close()


def test_a_server_that_stops_waits_for_no_scanner() -> None:
    """One that accepts and never answers. What it was asked about is checked after the next start."""
    with socket.create_server(("127.0.0.1", 0)) as hung:
        scanner = {"FLOWCHAT_CLAMAV": f"127.0.0.1:{hung.getsockname()[1]}"}
        with Stack(environment=scanner, prepared=True) as stack:
            alice = Person(stack.url)
            alice.set_up(stack.setup_token)
            place = begin(alice)
            send = threading.Thread(target=send_and_be_left, args=[alice, place])
            send.start()
            connection, _ = hung.accept()
            with connection:
                stack.stop()
            send.join()
            assert "Traceback" not in stack.log
            data = stack.data
            with Stack(data=data) as again:
                again_alice = Person(again.url)
                again_alice.access = alice.access
                last = len(DATA) - 1
                assert offset(again_alice, place) == last, "the last byte is asked for again"
                assert send_part(again_alice, place, last, DATA[last:]).status_code == 204
                again_alice.http.close()
            alice.http.close()


def send_and_be_left(person: Person, place: str) -> None:
    with pytest.raises(httpx.TransportError):
        send_part(person, place, 0, DATA)


def signed(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.access}"}


def begin(person: Person) -> str:
    name = base64.b64encode(b"film.bin").decode()
    headers = {**TUS, "Upload-Length": str(len(DATA)), "Upload-Metadata": f"filename {name}"}
    response = person.http.post("/api/uploads/", headers={**signed(person), **headers})
    assert response.status_code == 201, response.text
    return response.headers["Location"]


def offset(person: Person, place: str) -> int:
    response = person.http.head(place, headers={**signed(person), **TUS})
    return int(response.headers["Upload-Offset"])


def send_part(person: Person, place: str, begins: int, data: bytes) -> httpx.Response:
    headers = {**signed(person), **PART, "Upload-Offset": str(begins)}
    return person.http.patch(place, content=data, headers=headers)


def half_a_part(stack: Stack, person: Person, place: str) -> socket.socket:
    """Announce the whole file as one part, send half of it, and keep the connection."""
    headers = {
        **signed(person),
        **PART,
        "Upload-Offset": "0",
        "Content-Length": str(len(DATA)),
        "Host": "127.0.0.1",
    }
    head = [f"PATCH {place} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    connection = socket.create_connection(("127.0.0.1", stack.port), timeout=10)
    connection.sendall("\r\n".join(head).encode() + DATA[:1_500_000])
    return connection


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.02)
