"""An uploaded picture made ours: small, WebP, without anything in it but pixels.

Bounded before it is decoded: by its bytes, by the size its header claims, and by all its frames together.
"""

import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageSequence

from flowchat.chat import errors
from flowchat.sandbox.limits import AllBusy, Limits, WorkFailed
from flowchat.sandbox.parent import work_apart

UPLOAD_BYTES = 256 * 1024
SIDE = 128
"""Pixels a side at most: an emoji is shown at 20 to 48, on the sharpest screens three times that."""
LONGEST_SIDE = 1024
MOST_FRAMES = 120
MOST_PIXELS = 16_000_000
"""Of all frames together: about a second of decoding."""
_SHORTEST_FRAME = 20
"""Milliseconds; browsers show frames that claim less for 100."""
_MARKS = {b"\x89PNG\r\n\x1a\n": "PNG", b"GIF87a": "GIF", b"GIF89a": "GIF"}
_WORK = "flowchat.chat.emoji.pictures:work"
_LIMITS = Limits(memory=512 * 1024 * 1024, cpu_seconds=10, seconds=30.0, file_bytes=8 * 1024 * 1024)
_MADE = b"made"


class _Refused(Exception):
    """Why this can be no emoji, in a sentence for people."""


def make_emoji_picture(data: bytes) -> bytes:
    """Return `data` as a WebP of at most SIDE pixels a side, moving if it moved; raises Invalid for what is none.

    In a child process (`flowchat.sandbox`), as everything that decodes what people send. Raises Unavailable while too
    many others are at it.
    """
    try:
        verdict, _, made = work_apart(_WORK, body=data[: UPLOAD_BYTES + 1], limits=_LIMITS).partition(b"\n")
    except AllBusy as error:
        raise errors.Unavailable from error
    except WorkFailed as error:
        raise _refusal("This picture is damaged.") from error
    if verdict != _MADE:
        raise _refusal(made.decode())
    return made


def work(_arguments: list[str], body: bytes) -> bytes:
    """What the child process does: answer a line, and then the WebP or why there is none."""
    try:
        return _MADE + b"\n" + _make(body)
    except _Refused as refusal:
        return b"refused\n" + str(refusal).encode()


def _make(data: bytes) -> bytes:
    form = _sniff(data)
    if form is None:
        raise _Refused("Only PNG, GIF and WebP pictures can be emoji.")
    if len(data) > UPLOAD_BYTES:
        raise _Refused(f"At most {UPLOAD_BYTES // 1024} KiB, please.")
    try:
        with warnings.catch_warnings():
            # Of the size alone, and of odd metadata: the one is checked here, the other doesn't go on.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[form]) as picture:
                _check_size(picture)
                return _encode(picture)
    except _Refused:
        raise
    except Image.DecompressionBombError as error:
        raise _too_wide() from error
    except Exception as error:  # decoders fed with garbage raise anything: the picture is at fault
        raise _Refused("This picture is damaged.") from error


def _sniff(data: bytes) -> str | None:
    """Return the format by the first bytes; what the sender calls it doesn't matter."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((form for mark, form in _MARKS.items() if data.startswith(mark)), None)


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    if max(width, height) > LONGEST_SIDE:
        raise _too_wide()
    # Counting the frames walks over their headers; nothing is decoded yet.
    frames: int = getattr(picture, "n_frames", 1)
    if frames > MOST_FRAMES or frames * width * height > MOST_PIXELS:
        raise _Refused("This animation has too many pictures.")


def _encode(picture: Image.Image) -> bytes:
    first, *others = _frames(picture)
    file = io.BytesIO()
    if not others:
        first[0].save(file, "WEBP", quality=85, method=4)
        return file.getvalue()
    first[0].save(
        file,
        "WEBP",
        quality=75,
        method=3,
        save_all=True,
        append_images=[image for image, _ in others],
        duration=[duration for _, duration in (first, *others)],
        loop=0,
    )
    return file.getvalue()


def _frames(picture: Image.Image) -> Iterator[tuple[Image.Image, int]]:
    for frame in ImageSequence.Iterator(picture):
        # At times of decoding: WebP tells a frame's duration only then.
        small = frame.convert("RGBA")
        duration = int(frame.info.get("duration") or 0)
        small.thumbnail((SIDE, SIDE))
        # Pixels alone go on: nothing of the original's metadata, profiles or comments.
        clean = Image.frombytes(small.mode, small.size, small.tobytes())
        yield clean, max(duration, _SHORTEST_FRAME)


def _too_wide() -> _Refused:
    return _Refused(f"At most {LONGEST_SIDE} pixels a side, please.")


def _refusal(message: str) -> errors.Invalid:
    return errors.Invalid(fields={"picture": [message]})
