"""Opening a picture that nobody has checked: by its content, and bounded before anything is decoded."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pi_heif
from PIL import AvifImagePlugin, GifImagePlugin, Image

Form = Literal["JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF"]

MOST_FRAMES = 1_000
MOVING_PIXELS = 64_000_000
"""Of all frames of an animation together: some seconds of one processor, and 256 MB where all are held at once."""
_LONGEST_SIDE = 65_500
"""The longest that a JPEG can have."""
_FORMS: dict[bytes, Form] = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
}
_BRANDS: dict[bytes, Form] = {
    b"avif": "AVIF",
    b"avis": "AVIF",
    b"heic": "HEIF",
    b"heix": "HEIF",
    b"hevc": "HEIF",
    b"hevx": "HEIF",
    b"heim": "HEIF",
    b"heis": "HEIF",
}

# Frames of one palette stay as they are: making them colourful and poor again would lose some of both.
GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY
# More threads than one would each want their own address space, of which there is little.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
pi_heif.options.DECODE_THREADS = 1
pi_heif.register_heif_opener(thumbnails=False)


class Refused(Exception):
    """Why this picture can't be taken, in a sentence for people."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture whose header was read and found bearable."""

    image: Image.Image
    form: Form
    frames: int


@contextmanager
def opened(path: Path, *, pixels: int) -> Iterator[Opened]:
    """Open a picture of at most so many pixels. Raises Refused, or whatever decoders raise."""
    form = form_of(path)
    with warnings.catch_warnings():
        # Of sizes, which are checked here, and of odd metadata, which doesn't go on.
        warnings.simplefilter("ignore")
        Image.MAX_IMAGE_PIXELS = None
        with Image.open(path, formats=[form]) as image:
            _check_size(image, pixels)
            # The second picture of these is another view or a map of brightness, never a next moment.
            frames = 1 if form in ("JPEG", "HEIF") else int(getattr(image, "n_frames", 1))
            _check_frames(image, frames)
            yield Opened(image, form, frames)


def form_of(path: Path) -> Form:
    """Return the format by the first bytes; what the file is called doesn't matter. Raises Refused."""
    with path.open("rb") as file:
        head = file.read(64)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        for at in range(8, 64, 4):
            if brand := _BRANDS.get(head[at : at + 4]):
                return brand
    for mark, form in _FORMS.items():
        if head.startswith(mark):
            return form
    raise Refused("Only JPEG, PNG, GIF, WebP, AVIF and HEIC can be shown as pictures.")


def _check_size(image: Image.Image, pixels: int) -> None:
    width, height = image.size
    if width * height > pixels or max(width, height) > _LONGEST_SIDE:
        raise Refused(
            f"This picture is too large: it has {width} by {height} pixels, "
            f"and this server takes at most {pixels / 1_000_000:g} million."
        )


def _check_frames(image: Image.Image, frames: int) -> None:
    # Counting the frames walks over their headers; nothing is decoded yet.
    width, height = image.size
    if frames > MOST_FRAMES or (frames > 1 and frames * width * height > MOVING_PIXELS):
        raise Refused(
            f"This animation is too long or too large: it has {frames} frames of {width} by {height} pixels. "
            "A video would be smaller."
        )
