"""The body of an answer, decoded and never longer than its limit."""

import zlib

from flowchat.chat.previews.fetcher.refused import Refused

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class Body:
    """Collects a body up to `limit` bytes after decoding; the rest is never decompressed, let alone kept.

    A gzip bomb makes a gigabyte of a megabyte: the decoder is told how much it may write.
    """

    def __init__(self, coding: str, limit: int) -> None:
        self.limit = limit
        self._pieces: list[bytes] = []
        self._length = 0
        self._decoder = _decoder(coding)

    @property
    def full(self) -> bool:
        """Is there as much as may be kept? More may have been sent."""
        return self._length >= self.limit

    @property
    def content(self) -> bytes:
        """What there is so far."""
        return b"".join(self._pieces)

    def add(self, data: bytes) -> None:
        """Take in the next piece as it came over the wire. Raises Refused for data that doesn't decode."""
        room = self.limit - self._length
        if room <= 0:
            return
        if self._decoder is None:
            piece = data[:room]
        else:
            try:
                piece = self._decoder.decompress(data, room)
            except zlib.error as error:
                raise Refused("the body is not compressed as it says") from error
        self._pieces.append(piece)
        self._length += len(piece)


def _decoder(coding: str) -> "zlib._Decompress | None":
    """One coding, gzip or deflate. Bodies compressed twice are only ever bombs."""
    if coding in ("", "identity"):
        return None
    if coding in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(_GZIP_OR_ZLIB)
    raise Refused("a content coding nobody asked for")
