"""A client that costs little: HTTP/1.1 over one kept connection, and a WebSocket, both by hand on asyncio.

Two thousand clients share the machine with the server they measure, so a client library's milliseconds would be
measured, too.
"""

import asyncio
import json
import struct
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
HOST = "127.0.0.1"
_UPGRADE = (
    "GET /ws/ HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: http://{host}:{port}\r\nX-Forwarded-For: {address}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: bG9hZCBiZW5jaCBrZXkgMQ==\r\n\r\n"
)
_TEXT, _CLOSE, _PING = 1, 8, 9
_PONG = 10
PATIENCE_SECONDS = 30.0
"""How long a client waits for one answer, as the web client does."""


class Refused(Exception):
    """The server did not do what it was asked; `why` is a status, a close code, or the name of an error."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class HttpLine:
    """One connection for requests, one after the other. Opened with the first, and again after it was closed."""

    def __init__(self, port: int, address: str = "") -> None:
        self._port = port
        self._address = address
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.cookies: dict[str, str] = {}

    async def ask(
        self, method: str, path: str, body: object = None, *, token: str = "", address: str = ""
    ) -> Json:
        """Make one request and return its JSON. Raises Refused with the status if that is no success."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status, answer = await self._try_twice(method, path, body, token, address or self._address)
        except (OSError, EOFError, TimeoutError) as error:
            self.close()
            raise Refused(type(error).__name__) from error
        if not 200 <= status < 300:
            raise Refused(f"{status} {answer.get('error', {}).get('code', '')}")
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _try_twice(
        self, method: str, path: str, body: object, token: str, address: str
    ) -> tuple[int, Json]:
        """A kept connection may be closed by the server while a request is on its way; browsers then ask again
        (RFC 9112 section 9.5), and so may we: a message carries its client_id.
        """
        kept = self._writer is not None
        try:
            return await self._exchange(method, path, body, token, address)
        except (OSError, EOFError):
            self.close()
            if not kept:
                raise
        return await self._exchange(method, path, body, token, address)

    async def _exchange(
        self, method: str, path: str, body: object, token: str, address: str
    ) -> tuple[int, Json]:
        if self._reader is None or self._writer is None or self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        content = b"" if body is None else json.dumps(body).encode()
        self._writer.write(self._head(method, path, token, address, len(content)) + content)
        first, *rest = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in rest)]
        self.cookies |= dict(_cookie(value) for name, value in headers if name == "set-cookie")
        length = next((int(value) for name, value in headers if name == "content-length"), 0)
        content = await self._reader.readexactly(length)
        return int(first.split()[1]), json.loads(content) if content.startswith(b"{") else {}

    def _head(self, method: str, path: str, token: str, address: str, length: int) -> bytes:
        lines = [
            f"{method} /api/{path} HTTP/1.1",
            f"Host: {HOST}:{self._port}",
            f"X-Forwarded-For: {address}",
            f"Content-Length: {length}",
        ]
        if length:
            lines.append("Content-Type: application/json")
        if token:
            lines.append(f"Authorization: Bearer {token}")
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        return "\r\n".join([*lines, "", ""]).encode()


def _cookie(header: str) -> tuple[str, str]:
    name, _, value = header.partition(";")[0].partition("=")
    return name, value


def _ignore(code: int) -> None:
    """Who dropped a connection knows that it is over."""


class SocketLine(asyncio.Protocol):
    """One WebSocket (RFC 6455). `on_frame` gets the JSON of every text frame, `on_close` the code when the server ends
    it or the line breaks: 1006 when no close frame came.
    """

    def __init__(self, on_frame: Callable[[Json], None], on_close: Callable[[int], None]) -> None:
        self._on_frame = on_frame
        self._on_close = on_close
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._code = 1006

    @classmethod
    async def dial(
        cls,
        port: int,
        address: str,
        on_frame: Callable[[Json], None],
        on_close: Callable[[int], None],
    ) -> "SocketLine":
        """Connect and wait for the end of the handshake. Raises Refused."""
        line = cls(on_frame, on_close)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.get_running_loop().create_connection(lambda: line, HOST, port)
                assert line._transport
                line._transport.write(_UPGRADE.format(host=HOST, port=port, address=address).encode())
                await line._open
        except (OSError, TimeoutError) as error:
            line.drop()
            raise Refused(type(error).__name__) from error
        return line

    @property
    def open(self) -> bool:
        """Does the connection stand?"""
        return self._transport is not None and not self._transport.is_closing()

    def say(self, **frame: object) -> None:
        """Send one frame; nothing happens on a connection that is gone."""
        if self.open:
            self._write(_TEXT, json.dumps(frame).encode())

    def drop(self) -> None:
        """Be gone without a close frame, as a lost network is."""
        self._on_close = _ignore
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        if not self._open.done():
            self._open.set_exception(ConnectionResetError())
        elif self._open.exception() is None:
            self._on_close(self._code)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self._buffer += data
        if not self._open.done():
            self._shake_hands()
        while self._open.done() and self._take_frame():
            pass

    def _shake_hands(self) -> None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        first = bytes(self._buffer[:end]).split(b"\r\n")[0].decode("latin-1")
        del self._buffer[: end + 4]
        if " 101 " in first:
            self._open.set_result(None)
        else:
            self._open.set_exception(ConnectionRefusedError(first))
            self.drop()

    def _take_frame(self) -> bool:
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        size, start = buffer[1] & 0x7F, 2
        if size == 126 and len(buffer) >= 4:
            size, start = struct.unpack_from("!H", buffer, 2)[0], 4
        elif size == 127 and len(buffer) >= 10:
            size, start = struct.unpack_from("!Q", buffer, 2)[0], 10
        elif size >= 126:
            return False
        if len(buffer) < start + size:
            return False
        kind, payload = buffer[0] & 0x0F, bytes(buffer[start : start + size])
        del buffer[: start + size]
        self._obey(kind, payload)
        return True

    def _obey(self, kind: int, payload: bytes) -> None:
        if kind == _TEXT:
            self._on_frame(json.loads(payload))
        elif kind == _PING:
            self._write(_PONG, payload)
        elif kind == _CLOSE:
            self._code = int.from_bytes(payload[:2], "big") if payload else 1005
            self._write(_CLOSE, payload[:2])
            assert self._transport
            self._transport.close()

    def _write(self, kind: int, payload: bytes) -> None:
        """Write one masked frame. The mask is zero, which the standard allows and which costs nothing."""
        size = len(payload)
        head = (
            struct.pack("!BB", 0x80 | kind, 0x80 | size)
            if size < 126
            else struct.pack("!BBH", 0x80 | kind, 0xFE, size)
        )
        assert self._transport
        self._transport.write(head + b"\0\0\0\0" + payload)
