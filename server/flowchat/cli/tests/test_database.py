"""Whether a database that is named answers, and one that will in a moment."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from flowchat.cli import database
from flowchat.cli.database import check_database
from flowchat.config.problems import Problem

ENCRYPTION = (80877103, 80877104)
"""What a client asks first: TLS, GSSAPI (PostgreSQL's protocol 3.0, "Start-up")."""


class Refusing(socketserver.BaseRequestHandler):
    """Says to each client why it can't come in, as PostgreSQL does."""

    reasons: list[str]
    asked: int

    def handle(self) -> None:
        while int.from_bytes((start := self.request.recv(8))[4:], "big") in ENCRYPTION:
            self.request.sendall(b"N")
        if not start:
            return
        self.request.recv(1000)
        type(self).asked += 1
        said = self.reasons.pop(0) if len(self.reasons) > 1 else self.reasons[0]
        body = f"SFATAL\0VFATAL\0C57P03\0M{said}\0\0".encode()
        self.request.sendall(b"E" + (len(body) + 4).to_bytes(4, "big") + body)


@contextmanager
def refusing(*reasons: str) -> Iterator[tuple[str, type[Refusing]]]:
    handler = type("Handler", (Refusing,), {"reasons": list(reasons), "asked": 0})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"postgresql://somebody:secret@127.0.0.1:{server.server_address[1]}/chat", handler
        server.shutdown()


def test_one_that_recovers_is_waited_for() -> None:
    recovering = ["the database system is starting up", "the database system is in recovery mode"]
    with (
        refusing(*recovering, "role does not exist") as (url, handler),
        pytest.raises(Problem, match="role does not exist") as refused,
    ):
        check_database(url)
    assert handler.asked == 3
    assert "secret" not in str(refused.value)


def test_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_STARTING", 0.6)
    with (
        refusing("the database system is starting up") as (url, handler),
        pytest.raises(Problem, match="starting up"),
    ):
        check_database(url)
    assert handler.asked > 1
