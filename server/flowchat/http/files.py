"""Answers that are files: conditional, in parts, and never in memory whole."""

import asyncio
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import parse_etags

from flowchat.chat import errors
from flowchat.http.asgi import Receive, Send
from flowchat.http.errors import error_response
from flowchat.http.ranges import Part, Unsatisfiable, read_range

logger = logging.getLogger(__name__)

PIECE_BYTES = 256 * 1024
"""What is read and sent at once: one hop to a thread. Each download holds one such piece and what the server's socket
buffers, however large the file and however slow the client.
"""


class RangeNotSatisfiable(errors.ChatError):
    """The part asked for lies behind the file's end."""

    status = 416
    default_code = "range_not_satisfiable"
    default_message = "This file has no such part."


@dataclass(slots=True)
class OpenFile:
    """A part of a file that is open: whoever has it closes it."""

    descriptor: int
    part: Part

    def read(self, offset: int, length: int) -> bytes:
        """Return bytes from `offset` in the part. Raises OSError when the file has less than it should."""
        data = os.pread(self.descriptor, length, self.part.start + offset)
        if not data:
            raise OSError("The file is shorter than it was.")
        return data

    def read_all(self) -> bytes:
        """Return the whole part."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """Return the part piece by piece."""
        offset = 0
        while offset < self.part.length:
            data = self.read(offset, min(PIECE_BYTES, self.part.length - offset))
            offset += len(data)
            yield data

    def close(self) -> None:
        """Let go of it. Again changes nothing."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


class FilePart(StreamingHttpResponse):
    """A part of a file as an answer. The bridge sends it by itself (`take`); other handlers iterate over it."""

    def __init__(self, path: Path, part: Part, *, status: int, headers: dict[str, str]) -> None:
        self._opened: OpenFile | None = OpenFile(os.open(path, os.O_RDONLY | os.O_CLOEXEC), part)
        super().__init__(self._opened.pieces(), status=status, headers=headers)
        self.headers["Content-Length"] = str(part.length)

    def take(self) -> OpenFile:
        """Hand the open file over; closing the response leaves it open from now on."""
        opened, self._opened = self._opened, None
        assert opened is not None, "a file is sent once"
        return opened

    def close(self) -> None:
        """Let go of the file, unless it was taken, and tell Django that the request is over."""
        if self._opened is not None:
            self._opened.close()
        super().close()


def answer_file(
    request: HttpRequest, path: Path, *, size: int, etag: str, headers: dict[str, str]
) -> HttpResponseBase:
    """Answer GET or HEAD with a file of `size` bytes: 200, 206, 304 or 416 (RFC 9110 sections 13 and 14).

    `etag` (a strong one, with its quotes) stands for these very bytes. Raises FileNotFoundError.
    """
    headers = {**headers, "ETag": etag, "Accept-Ranges": "bytes"}
    if _is_known(request, etag):
        kept = {name: value for name, value in headers.items() if name in ("ETag", "Cache-Control", "Vary")}
        return HttpResponse(status=304, headers=kept)
    try:
        part = _part_of(request, size, etag)
    except Unsatisfiable:
        response = error_response(RangeNotSatisfiable())
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    if part is None:
        return FilePart(path, Part(0, size), status=200, headers=headers)
    return FilePart(path, part, status=206, headers={**headers, "Content-Range": part.content_range(size)})


def _is_known(request: HttpRequest, etag: str) -> bool:
    """Does the client have these bytes? If-None-Match compares weakly (section 13.1.2)."""
    known = [one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))]
    return etag in known or "*" in known


def _part_of(request: HttpRequest, size: int, etag: str) -> Part | None:
    """Range counts for GET only (section 14.2), and with If-Range only while the client's part fits the rest."""
    wanted = request.headers.get("Range")
    if wanted is None or request.method != "GET":
        return None
    if request.headers.get("If-Range", etag).strip() != etag:
        return None
    return read_range(wanted, size)


async def send_file(file: OpenFile, receive: Receive, send: Send) -> None:
    """Send an open file as the body of an answer that was begun.

    The next piece is read when the server has taken the last, so a slow client slows the reading; one that leaves
    ends it: not every server's `send` says so.
    """
    gone = asyncio.ensure_future(receive())
    try:
        offset, length = 0, file.part.length
        while offset < length and not gone.done():
            data = await asyncio.to_thread(file.read, offset, min(PIECE_BYTES, length - offset))
            offset += len(data)
            await send({"type": "http.response.body", "body": data, "more_body": offset < length})
    finally:
        gone.cancel()
