"""A person who uploads to a real server, over real sockets."""

import base64
import socket
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from django.conf import settings

from flowchat.chat.accounts.models import User
from flowchat.chat.gateway.tests.harness import RunningServer, token_for

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}
BOUNDARY = "a-line-between"


def form(
    data: bytes, *, disposition: str = 'form-data; name="file"; filename="notes.txt"', more: bytes = b""
) -> bytes:
    """Return a form with one part, and with what comes after it."""
    head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\nContent-Type: text/html\r\n\r\n"
    return head.encode() + data + b"\r\n" + more + f"--{BOUNDARY}--\r\n".encode()


class Uploader:
    """Someone signed in, with an HTTP client that keeps its connection."""

    def __init__(self, server: RunningServer, user: User) -> None:
        self.server = server
        self.user = user
        self.token = token_for(user)
        self.headers = {"Authorization": f"Bearer {self.token}"}
        self.http = httpx.Client(base_url=server.http, headers=self.headers, timeout=30)

    def send(
        self, data: bytes | Iterable[bytes], *, name: str = "notes.txt", whole: bytes | None = None
    ) -> httpx.Response:
        """Upload a file in one piece; `whole` is the form instead of its file."""
        if isinstance(data, bytes):
            disposition = f'form-data; name="file"; filename="{name}"'
            data = form(data, disposition=disposition) if whole is None else whole
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.http.post("/api/uploads/", content=data, headers=kind)

    def begin(self, length: int, *, name: str = "film.mp4") -> str:
        """Begin an upload in parts and return its path."""
        response = self.announce(length, name=name)
        assert response.status_code == 201, response.text
        return response.headers["Location"]

    def announce(self, length: object, *, name: str = "film.mp4", **headers: str) -> httpx.Response:
        """Ask for an upload in parts."""
        metadata = f"filename {base64.b64encode(name.encode()).decode()},note eA=="
        wanted = {**TUS, "Upload-Length": str(length), "Upload-Metadata": metadata, **headers}
        return self.http.post("/api/uploads/", headers=wanted)

    def part(self, place: str, offset: int, data: bytes | Iterable[bytes]) -> httpx.Response:
        """Send the part that begins at `offset`."""
        return self.http.patch(place, content=data, headers={**PART, "Upload-Offset": str(offset)})

    def offset(self, place: str) -> int:
        """Ask how much of it is there."""
        response = self.http.head(place, headers=TUS)
        assert response.status_code == 200
        return int(response.headers["Upload-Offset"])

    def state(self, place: str) -> dict[str, Any]:
        """Return what GET says of an upload."""
        response = self.http.get(place)
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    def raw(self, method: str, path: str, headers: dict[str, str], length: int | None) -> socket.socket:
        """Send the head of a request that will have a body, and return the connection."""
        wanted = {"Host": f"127.0.0.1:{self.server.port}", **self.headers, **headers}
        if length is not None:
            wanted["Content-Length"] = str(length)
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in wanted.items()), "", ""]
        connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=20)
        connection.sendall("\r\n".join(lines).encode())
        return connection

    def raw_part(self, place: str, offset: int, length: int) -> socket.socket:
        """Send the head of a part."""
        return self.raw("PATCH", place, {**PART, "Upload-Offset": str(offset)}, length)


def upload_id(place: str) -> UUID:
    """Return the id that ends a path."""
    return UUID(place.rstrip("/").rpartition("/")[2])


def refusal(response: httpx.Response) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return response.status_code, response.json()["error"]["code"]


def incoming() -> list[Path]:
    """Return the files that are on their way."""
    folder: Path = settings.INCOMING_FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def wait_for(condition: Any) -> None:
    """Wait until it is so; fails when it never is."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.01)
