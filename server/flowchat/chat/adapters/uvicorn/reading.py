"""What a client sends, from bytes to messages: RFC 6455 from the server's side, without extensions.

Nothing is kept for a connection on which nothing is under way: thousands of them are open and silent.
"""

from collections.abc import Iterator

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
_KNOWN = frozenset((CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG))
_CONTROL_BYTES = 125

PROTOCOL_ERROR = 1002
NOT_UTF8 = 1007
TOO_LARGE = 1009
POLICY = 1008
FRAGMENTS = 1000
"""How many frames may come without a message: fragments of one, pings and pongs. Browsers send none of them."""
NO_CODE = 1005
"""What a close frame without a code is told as; never on the wire (RFC 6455 section 7.4.1)."""


class Broken(Exception):
    """The client broke the protocol; `code` is for the close frame."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class MessageReader:
    """Puts frames together as their bytes come, in whatever pieces. `limit` is for the bytes of one message."""

    __slots__ = ("_fragments", "_kind", "_limit", "_parts", "_rest", "_size")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest: bytearray | None = None
        self._kind = CONTINUATION
        """Of the message of which fragments came; none can be a continuation by itself."""
        self._parts: list[bytes] | None = None
        self._size = 0
        self._fragments = 0
        """Frames since the last whole message that are none by themselves."""

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield the messages that are complete with these bytes, control frames among them, with their opcodes.

        Raises Broken as soon as there is no way to go on. What came before it was yielded.
        """
        rest, buffer = self._rest, bytearray(data)
        if rest is not None:
            rest += data
            buffer = rest
        self._rest = None
        at = 0
        while (found := self._frame(buffer, at)) is not None:
            at, opcode, fin, payload = found
            if opcode >= CLOSE:
                self._count()
                yield opcode, payload
            elif (message := self._gather(opcode, payload, fin=fin)) is not None:
                yield message
        if at < len(buffer):
            del buffer[:at]
            self._rest = buffer

    def _frame(self, buffer: bytearray, at: int) -> tuple[int, int, bool, bytes] | None:
        """Return where the frame at `at` ends, its opcode, whether it is the last of its message, and its payload; None
        when it is not complete yet. Its head is judged as soon as it is there: before we wait for what it announces.
        """
        if len(buffer) - at < 2:
            return None
        first, second = buffer[at], buffer[at + 1]
        opcode = self._check_head(first, second)
        size, begin = second & 0x7F, at + 2
        if size > _CONTROL_BYTES:
            width = 2 if size == 126 else 8
            if len(buffer) < begin + width:
                return None
            size = _read_size(buffer[begin : begin + width])
            begin += width
        if opcode < CLOSE and self._size + size > self._limit:
            raise Broken(TOO_LARGE, "The message is too large.")
        end = begin + 4 + size
        if len(buffer) < end:
            return None
        payload = _unmask(buffer[begin + 4 : end], buffer[begin : begin + 4])
        return end, opcode, bool(first & 0x80), payload

    def _check_head(self, first: int, second: int) -> int:
        opcode = first & 0x0F
        if first & 0x70:
            raise Broken(PROTOCOL_ERROR, "A reserved bit is set, and no extension was agreed on.")
        if opcode not in _KNOWN:
            raise Broken(PROTOCOL_ERROR, "There is no such opcode.")
        if not second & 0x80:
            raise Broken(PROTOCOL_ERROR, "The frame is not masked.")
        if opcode >= CLOSE:
            if not first & 0x80 or second & 0x7F > _CONTROL_BYTES:
                raise Broken(PROTOCOL_ERROR, "A control frame is short and whole.")
        elif (opcode == CONTINUATION) is not (self._kind != CONTINUATION):
            raise Broken(PROTOCOL_ERROR, "This is not the time for a message to begin or to go on.")
        return opcode

    def _gather(self, opcode: int, payload: bytes, *, fin: bool) -> tuple[int, bytes] | None:
        """Return the message that a data frame completes."""
        if opcode != CONTINUATION:
            if fin:
                self._fragments = 0
                return opcode, payload
            self._kind, self._parts = opcode, []
        parts = self._parts
        assert parts is not None
        self._count()
        parts.append(payload)
        self._size += len(payload)
        if not fin:
            return None
        message = self._kind, b"".join(parts)
        self._kind, self._parts, self._size = CONTINUATION, None, 0
        self._fragments = 0
        return message

    def _count(self) -> None:
        """Count a frame. Empty fragments and pings have no size that would limit them."""
        self._fragments += 1
        if self._fragments > FRAGMENTS:
            raise Broken(POLICY, "So many frames make no message.")


def read_close(payload: bytes) -> int:
    """Return the code of a close frame; raises Broken when it is none that may be sent (RFC 6455 section 7.4)."""
    if not payload:
        return NO_CODE
    code = int.from_bytes(payload[:2], "big")
    if len(payload) == 1 or not (1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999):
        raise Broken(PROTOCOL_ERROR, "This code must not be sent.")
    read_text(payload[2:])
    return code


def read_text(payload: bytes) -> str:
    """Return the text of a message; raises Broken when it is not UTF-8 (RFC 6455 section 8.1)."""
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise Broken(NOT_UTF8, "The text is not UTF-8.") from None


def _read_size(field: bytearray) -> int:
    """Return a length of two or eight bytes. It must not fit into a shorter field, nor use the topmost bit."""
    size = int.from_bytes(field, "big")
    if size <= (_CONTROL_BYTES if len(field) == 2 else 0xFFFF) or size >= 1 << 63:
        raise Broken(PROTOCOL_ERROR, "This is not how a length is written.")
    return size


def _unmask(payload: bytearray, mask: bytearray) -> bytes:
    """Undo the masking: an exclusive or of all bytes at once, as one long number."""
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(key, "little")).to_bytes(size, "little")
