"""A stranger's picture made ours: small, without anything in it but pixels.

Runs in the child process: decoders of pictures are where memory errors live.
"""

import io
import warnings

from PIL import Image, ImageOps

WIDEST = 640
_FORMATS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF87a": "GIF", b"GIF89a": "GIF"}
_LONGEST_SIDE = 12_000
_MOST_PIXELS = 24_000_000
MOST_BYTES = 128 * 1024
"""Of what is kept as long as its message is: noise doesn't shrink, and a few links a minute would fill the disk."""
_TRIES = ((WIDEST, 80), (WIDEST, 50), (WIDEST // 2, 50))
"""Sides and qualities, until it fits. Photographs nearly always do at once."""
_SMALLEST = 24
"""Pixels; anything smaller is a spacer or counts readers."""


def read_picture(data: bytes) -> tuple[int, int, bytes] | None:
    """Return width, height and a WebP of at most WIDEST pixels a side, or None for what is no picture we would show.

    The size is read from the header before anything is decoded. Animations become their first picture.
    """
    form = sniff(data)
    if form is None:
        return None
    with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=[form]) as picture:
        warnings.simplefilter("ignore")
        width, height = picture.size
        if not _bearable(width, height):
            return None
        picture.draft("RGB", (2 * WIDEST, 2 * WIDEST))  # JPEGs can be decoded at a fraction of their size
        upright = ImageOps.exif_transpose(picture)
        small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    for side, quality in _TRIES:
        small.thumbnail((side, side))
        made = _encoded(small, quality)
        if len(made) <= MOST_BYTES:
            return small.width, small.height, made
    return None


def _encoded(picture: Image.Image, quality: int) -> bytes:
    # Pixels alone go on: nothing of the original's metadata, profiles or comments.
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    file = io.BytesIO()
    clean.save(file, "WEBP", quality=quality, alpha_quality=quality, method=4)
    return file.getvalue()


def sniff(data: bytes) -> str | None:
    """Return the format by the first bytes; what the server called it doesn't matter."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((form for mark, form in _FORMATS.items() if data.startswith(mark)), None)


def _bearable(width: int, height: int) -> bool:
    sides = (width, height)
    return (
        min(sides) >= _SMALLEST
        and max(sides) <= _LONGEST_SIDE
        and max(sides) <= 8 * min(sides)  # a hairline is no picture either
        and width * height <= _MOST_PIXELS
    )
