"""How long the server waits for the rest of a request."""

import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from websockets.sync.client import connect

from flowchat.chat.adapters.uvicorn import protocol
from flowchat.chat.gateway.tests.harness import RunningServer, running_server

PATIENCE = 2.0
"""More than it takes to send something, also on a machine that stands still for a moment."""
_BEGUN = b"POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture
def server(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningServer]:
    monkeypatch.setattr(protocol, "PATIENCE_SECONDS", PATIENCE)
    with running_server() as running:
        yield running


@pytest.mark.parametrize("begun", [b"", b"POST /", _BEGUN, _BEGUN + b"Content-Length: 9\r\n\r\n{"])
def test_a_request_that_never_ends_is_hung_up_on(server: RunningServer, begun: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(begun)
        assert connection.recv(100) == b""


def test_a_head_letter_by_letter_takes_no_longer(server: RunningServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"GET /")
        sent = send_slowly(connection, b"a" * 400)
    assert sent < 400


def test_empty_lines_after_a_request_keep_nothing_open(server: RunningServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"\r\n")
        while connection.recv(4096):
            pass  # the rest of the answer; then it is over, or this times out


def send_slowly(connection: socket.socket, letters: bytes) -> int:
    """Send letter by letter; return how many were taken before the other side hung up."""
    for index in range(len(letters)):
        try:
            connection.sendall(letters[index : index + 1])
        except ConnectionError:
            return index
        time.sleep(0.05)
    return len(letters)


def test_a_body_may_take_its_time_while_it_comes(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "PATIENCE_SECONDS", 4.0)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(_BEGUN + b"Content-Length: 10\r\n\r\n")
        for _ in range(10):
            connection.sendall(b"x")
            time.sleep(0.5)
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_sockets_and_waiting_clients_stay(server: RunningServer) -> None:
    with connect(server.ws) as quiet, httpx.Client(base_url=server.http, timeout=20) as client:
        assert client.get("/healthz").text == "ok"
        time.sleep(PATIENCE + 0.7)
        assert client.get("/healthz").text == "ok"
        assert quiet.ping().wait(20)
        assert quiet.close_code is None
