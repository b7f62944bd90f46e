"""A client for RFC 6455 that may do everything wrong, byte by byte if need be, over a real socket."""

import itertools
import socket
from collections.abc import Sequence
from typing import NamedTuple

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
MASK = b"\x37\xfa\x21\x3d"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
_numbers = itertools.count()
LOST = None
"""What `ending` tells of a connection that ended without a close frame."""


class Frame(NamedTuple):
    """A frame of the server."""

    opcode: int
    payload: bytes


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    masked: bool = True,
    width: int | None = None,
    announced: int | None = None,
) -> bytes:
    """Return a frame. `width` is for the length, in bytes; `announced` is a length that may be a lie."""
    size = len(payload) if announced is None else announced
    if width is None:
        width = 0 if size < 126 else 2 if size < 1 << 16 else 8
    second = size if width == 0 else 126 if width == 2 else 127
    head = bytes(((0x80 if fin else 0) | reserved << 4 | opcode, (0x80 if masked else 0) | second))
    head += size.to_bytes(width, "big") if width else b""
    if not masked:
        return head + payload
    return head + MASK + bytes(byte ^ MASK[place % 4] for place, byte in enumerate(payload))


def closing(code: int | None, reason: bytes = b"") -> bytes:
    """Return a close frame."""
    return frame(CLOSE, b"" if code is None else code.to_bytes(2, "big") + reason)


def upgrade(*lines: bytes, method: bytes = b"GET", without: Sequence[bytes] = ()) -> bytes:
    """Return a handshake with these header lines, those that it needs among them unless told otherwise."""
    needed = {
        b"host": b"Host: localhost",
        b"upgrade": b"Upgrade: websocket",
        b"connection": b"Connection: Upgrade",
        b"key": b"Sec-WebSocket-Key: " + KEY,
        b"version": b"Sec-WebSocket-Version: 13",
    }
    kept = [line for name, line in needed.items() if name not in without]
    return b"\r\n".join([method + b" / HTTP/1.1", *kept, *lines, b"", b""])


class Talk:
    """One connection, after the handshake."""

    def __init__(self, port: int, handshake: bytes | None = None) -> None:
        self.raw = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = b""
        self.number = next(_numbers)
        numbered = b" /?%d HTTP" % self.number
        self.raw.sendall((upgrade() if handshake is None else handshake).replace(b" / HTTP", numbered))
        while b"\r\n\r\n" not in self._held:
            self._more()
        self.answer, self._held = self._held.split(b"\r\n\r\n", 1)

    @property
    def status(self) -> int:
        """The status of the answer to the handshake."""
        return int(self.answer.split(b" ")[1])

    def send(self, *frames: bytes, piece: int | None = None) -> None:
        """Send, in pieces of so many bytes, or all at once. The server may hang up before it has read everything."""
        data = b"".join(frames)
        try:
            for start in range(0, len(data), piece or max(len(data), 1)):
                self.raw.sendall(data[start : start + piece] if piece else data)
        except ConnectionError:
            pass

    def next(self) -> Frame:
        """Return the next frame. A server's are never masked and ours never fragmented."""
        first, second = self._take(2)
        assert first & 0xF0 == 0x80
        assert not second & 0x80
        size = second
        if second >= 126:
            size = int.from_bytes(self._take(2 if second == 126 else 8), "big")
        return Frame(first & 0x0F, self._take(size))

    def ending(self) -> int | None:
        """Return the code with which the server closes, 1005 for a close without one, and see that it hangs up."""
        try:
            found = self.next()
            while found.opcode != CLOSE:
                found = self.next()
            while self.raw.recv(4096):
                pass
        except ConnectionError:
            return LOST
        return int.from_bytes(found.payload, "big") if found.payload else 1005

    def close(self) -> None:
        """Leave."""
        self.raw.close()

    def _take(self, size: int) -> bytes:
        while len(self._held) < size:
            self._more()
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def _more(self) -> None:
        data = self.raw.recv(1 << 16)
        if not data:
            raise ConnectionError
        self._held += data
