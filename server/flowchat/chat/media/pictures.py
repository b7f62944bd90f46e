"""Pictures made ours, in a child process: whoever sends one doesn't choose what our decoders do to this server."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from flowchat.chat.errors import Invalid, Unavailable
from flowchat.chat.media.storage.port import StorageFull
from flowchat.sandbox.limits import AllBusy, Limits, WorkFailed
from flowchat.sandbox.parent import work_apart

_WORK = "flowchat.chat.media.decoding.work:work"
_ORDINARY = 512 * 1024 * 1024
"""Address space for an interpreter, its libraries, and an animation's frames."""
_PER_PIXEL = 24
"""Bytes: a picture decoded, turned, and made ours, and the file it becomes."""
_LAST_SPACE = 32 * 1024 * 1024
"""With less than this on the disk it is not the picture's fault that it could not be written."""


class PictureRefused(Invalid):
    """It says that it is a picture and can't be read as one, or is too large."""

    default_code = "picture_refused"
    default_message = "This picture is damaged, or of a kind that can't be read."


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture of our own making: where it is, and what the wire says of it."""

    path: Path
    content_type: str
    size: int
    width: int
    height: int
    animated: bool
    thumbhash: str


def clean_picture(path: Path) -> Cleaned:
    """Make the picture at `path` anew in a file beside it: upright, in sRGB, animated if it was, and nothing else.

    Raises PictureRefused, StorageFull, and Unavailable while too many others are made. Leaves the original alone.
    """
    return _make("clean", path, path.with_name(f"{path.name}.clean"))


def clean_face(path: Path) -> Cleaned:
    """Make a square WebP of 512 pixels from the middle of a picture, as `clean_picture` does."""
    return _make("face", path, path.with_name(f"{path.name}.face"))


def make_size(source: Path, target: Path, *, box: int) -> Cleaned:
    """Make a still WebP that fits into `box` pixels a side and is not larger than the picture; raises the same."""
    return _make("smaller", source, target, box=box)


def _make(name: str, source: Path, target: Path, *, box: int = 0) -> Cleaned:
    pixels = settings.UPLOADS.pixels
    limits = Limits(
        memory=_ORDINARY + _PER_PIXEL * pixels,
        cpu_seconds=40,
        seconds=120.0,
        file_bytes=2 * source.stat().st_size + 64 * 1024 * 1024,
    )
    arguments = (name, str(source.absolute()), str(target.absolute()), str(pixels), str(box))
    try:
        made = json.loads(work_apart(_WORK, *arguments, limits=limits))
        if "refused" in made:
            raise PictureRefused(made["refused"])
        return Cleaned(path=target, size=target.stat().st_size, **made)
    except AllBusy as error:
        raise Unavailable("Many pictures are being read right now. Please try again in a moment.") from error
    except (WorkFailed, ValueError, TypeError, FileNotFoundError) as failure:
        # It ran into a limit, or its decoder gave up, or worse: the picture is at fault.
        target.unlink(missing_ok=True)
        if shutil.disk_usage(target.parent).free < _LAST_SPACE:
            raise StorageFull from failure  # which decoders don't tell apart
        raise PictureRefused from failure
