"""What of a file is served, and as what."""

from dataclasses import dataclass
from typing import Literal

from flowchat.chat.errors import NotFound
from flowchat.chat.media.models import FileKind, StoredFile

Size = Literal["original", "small", "large"]
_BOX = {"small": 480, "large": 1600}
"""Into how many pixels a side the smaller copies fit."""
_SHOWN = (FileKind.PICTURE, FileKind.VIDEO, FileKind.AUDIO)
PICTURE_TYPES = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
"""No SVG: it is a document that runs scripts."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One form of a file that is kept."""

    key: str
    size: int
    content_type: str
    etag: str
    settled: bool
    """What was asked for, and not the original in the place of a copy that isn't made yet."""


def copy_of(file: StoredFile, size: Size) -> Copy:
    """Return what to serve when `size` is asked for. Raises NotFound for a smaller copy of what is no picture."""
    if size != "original" and file.kind != FileKind.PICTURE:
        raise NotFound("There is no such file.")
    made = file.sizes.get(size)
    if made is None:
        settled = size == "original" or _fits(file, _BOX[size])
        return Copy(file.key, file.size, file.content_type, f'"{file.digest}"', settled)
    etag = f'"{file.digest}-{size}-{made["size"]}"'
    return Copy(made["key"], made["size"], made["content_type"], etag, settled=True)


def is_shown(file: StoredFile) -> bool:
    """May a browser show it in place? Only what this server recognised, as kinds that run nothing."""
    if file.kind == FileKind.PICTURE:
        return file.content_type in PICTURE_TYPES
    return file.kind in _SHOWN and file.content_type.startswith(("audio/", "video/"))


def _fits(file: StoredFile, box: int) -> bool:
    return max(file.width or box + 1, file.height or box + 1) <= box
