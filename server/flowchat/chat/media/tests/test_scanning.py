"""A virus scanner that is asked about each file, and what happens without its answer."""

import dataclasses
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live

from flowchat.chat.media.models import StoredFile, Upload
from flowchat.chat.media.tests.uploading import Uploader, incoming, refusal
from flowchat.cli.live_checks import live_checks
from flowchat.config.env import load
from flowchat.config.problems import Problem

VIRUS = b"this stands for a virus"


class Scanner:
    """Speaks what clamd speaks: INSTREAM, and what it says when a stream is longer than it reads."""

    longest = 1_000_000

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.seen: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(self._look(connection) + b"\0")

    def _look(self, connection: socket.socket) -> bytes:
        with connection.makefile("rb") as stream:
            command = stream.read(6)
            if command == b"zPING\0":
                return b"PONG"
            if command + stream.read(4) != b"zINSTREAM\0":
                return b"UNKNOWN COMMAND"
            data = b""
            while length := struct.unpack(">I", stream.read(4))[0]:
                data += stream.read(length)
                if len(data) > self.longest:
                    return b"INSTREAM size limit exceeded. ERROR"
        self.seen.append(data)
        return b"stream: Win.Test FOUND" if VIRUS in data else b"stream: OK"


@contextmanager
def scanner(settings: Any, address: str | Path) -> Iterator[Scanner]:
    with ExitStack() as open_things:
        if isinstance(address, Path):
            listener = open_things.enter_context(socket.socket(socket.AF_UNIX))
            listener.bind(str(address))
            listener.listen()
            named = str(address)
        else:
            listener = open_things.enter_context(socket.create_server((address, 0)))
            named = f"{address}:{listener.getsockname()[1]}"
        settings.UPLOADS = dataclasses.replace(live.UPLOADS, scanner=named)
        yield Scanner(listener)
        listener.shutdown(socket.SHUT_RDWR)  # closing alone would not wake who waits for the next


@pytest.mark.parametrize("over", ["tcp", "unix"])
def test_what_the_scanner_knows_is_refused(alice: Uploader, settings: Any, over: str, tmp_path: Path) -> None:
    with scanner(settings, "127.0.0.1" if over == "tcp" else tmp_path / "clamd") as asked:
        clean = bytes(700_000)
        assert alice.send(clean).status_code == 201
        assert asked.seen == [clean]
        assert refusal(alice.send(b"before " + VIRUS)) == (400, "infected")
        place = alice.begin(len(VIRUS))
        assert refusal(alice.part(place, 0, VIRUS)) == (400, "infected")
        assert alice.http.get(place).status_code == 404
    assert (Upload.objects.count(), StoredFile.objects.count(), incoming()) == (1, 1, [])


def test_without_an_answer_nothing_gets_in(alice: Uploader, settings: Any) -> None:
    with scanner(settings, "127.0.0.1") as asked:
        asked.longest = 1000
        assert refusal(alice.send(bytes(900_000))) == (503, "storage_unavailable")
        response = alice.send(b"short enough")
        assert response.status_code == 201
    # It is gone now.
    response = alice.send(b"short enough")
    assert refusal(response) == (503, "storage_unavailable")
    assert "viruses" in response.json()["error"]["message"]
    assert StoredFile.objects.count() == 1
    assert incoming() == []
    place = alice.begin(5)
    assert alice.part(place, 0, b"12345").status_code == 503
    with scanner(settings, "127.0.0.1"):
        assert alice.part(place, 5, b"").status_code == 204


def test_doctor_looks_for_it(transactional_db: None, settings: Any) -> None:
    found = {check.name: check for check in live_checks(load())}
    assert "virus scanner" not in found, "it is off unless configured"
    with scanner(settings, "127.0.0.1"):
        check = next(one for one in live_checks(load()) if one.name == "virus scanner")
        assert check.look() == "answers"
    with pytest.raises(Problem, match="ConnectionRefusedError") as caught:
        check.look()
    assert "FLOWCHAT_CLAMAV" in caught.value.fix
