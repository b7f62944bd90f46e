"""Parts of a file, as RFC 9110 section 14 has a client ask for them. One part at a time: browsers ask for no more."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=[ \t]*(\d*)-(\d*)[ \t]*", re.IGNORECASE | re.ASCII)


class Unsatisfiable(Exception):
    """Nothing of what was asked for is in the file."""


@dataclass(frozen=True, slots=True)
class Part:
    """`length` bytes from `start` on."""

    start: int
    length: int

    def content_range(self, size: int) -> str:
        """Return what the answer's Content-Range says."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


def read_range(value: str, size: int) -> Part | None:
    """Return the part that a Range header asks for of a file of `size` bytes, or raise Unsatisfiable.

    None when the whole file is the answer: for several ranges, other units and what can't be read, a server may act
    as if the header weren't there (section 14.2).
    """
    found = _ONE_RANGE.fullmatch(value)
    if found is None or len(value) > 100:
        return None
    first, last = found.groups()
    if not first:
        return _suffix(last, size)
    start, end = int(first), int(last) if last else size - 1
    if last and end < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Part(start, min(end, size - 1) - start + 1)


def _suffix(last: str, size: int) -> Part | None:
    """The last so many bytes."""
    if not last:
        return None
    length = min(int(last), size)
    if length == 0:
        raise Unsatisfiable
    return Part(size - length, length)
