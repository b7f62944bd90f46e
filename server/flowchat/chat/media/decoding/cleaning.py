"""A picture made anew: the same to look at, and nothing else of the file that it came in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, JpegImagePlugin

from flowchat.chat.media.decoding.colours import pixels_of
from flowchat.chat.media.decoding.moving import write_animation
from flowchat.chat.media.decoding.opening import Form, Opened, opened
from flowchat.chat.media.decoding.thumbhash import thumbhash_of

FACE = 512
"""Pixels a side of a person's or a room's picture."""
_THOROUGH = 4_000_000
"""Pixels up to which a PNG is made as small as it gets at once."""
_TYPES: dict[Form, str] = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "HEIF": "image/jpeg",
}


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a picture that was written."""

    content_type: str
    width: int
    height: int
    animated: bool
    thumbhash: str


def clean(source: Path, target: Path, *, pixels: int) -> Made:
    """Write the picture at `source` anew, in its own format; a phone's HEIC as a JPEG. Raises Refused, or whatever
    decoders raise.
    """
    with opened(source, pixels=pixels) as found:
        form = found.form
        if found.frames > 1:
            return _made(write_animation(found, target), form, animated=True)
        image, options = _all_pixels(found), _options(found, source)
        if form == "HEIF":
            form, image = "JPEG", image.convert("RGB")
    del found  # what the decoder holds makes room for the encoder
    _write(image, target, form, options)
    return _made(image, form)


def face(source: Path, target: Path, *, pixels: int) -> Made:
    """Write the square in the middle of a picture as a still WebP."""
    with opened(source, pixels=pixels) as found:
        found.image.draft("RGB", (2 * FACE, 2 * FACE))  # JPEGs can be decoded at a fraction of their size
        whole = _colourful(_all_pixels(found))
    square = ImageOps.fit(whole, (FACE, FACE), Image.Resampling.LANCZOS)
    square.save(target, "WEBP", quality=85, method=4)
    return _made(square, "WEBP")


def smaller(source: Path, target: Path, *, box: int, pixels: int) -> Made:
    """Write a copy that fits into `box` pixels as a still WebP, never larger than the picture is."""
    with opened(source, pixels=pixels) as found:
        found.image.draft("RGB", (2 * box, 2 * box))
        small = _colourful(_all_pixels(found))
    small.thumbnail((box, box), Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.save(target, "WEBP", quality=80, method=4)
    return _made(small, "WEBP")


def _all_pixels(found: Opened) -> Image.Image:
    return pixels_of(found.image, found.image.info.get("icc_profile"))


def _colourful(image: Image.Image) -> Image.Image:
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _made(image: Image.Image, form: Form, *, animated: bool = False) -> Made:
    return Made(_TYPES[form], image.width, image.height, animated, thumbhash_of(image))


def _options(found: Opened, source: Path) -> dict[str, Any]:
    match found.form:
        case "JPEG":
            return _tables(found.image)
        case "PNG":
            # The last few percent would cost three times the processor.
            small = found.image.width * found.image.height <= _THOROUGH
            return {"compress_level": 6 if small else 4}
        case "WEBP":
            return {"lossless": True, "method": 1} if _is_lossless(source) else {"quality": 90, "method": 2}
        case "HEIF":
            return {"quality": 90}
        case "AVIF":
            return {"quality": 80, "speed": 9}
        case "GIF":
            return {"optimize": False}


def _tables(image: Image.Image) -> dict[str, Any]:
    """A JPEG's own tables where it has them: what was rounded once is rounded alike again, and hardly changes."""
    assert isinstance(image, JpegImagePlugin.JpegImageFile)
    own = image.quantization if image.mode in ("RGB", "L") else {}
    if not own:
        return {"quality": 90}
    subsampling = JpegImagePlugin.get_sampling(image)
    return {"qtables": list(own.values()), "subsampling": max(0, subsampling)}


def _write(image: Image.Image, target: Path, form: Form, options: dict[str, Any]) -> None:
    if form != "JPEG":
        image.save(target, form, **options)
        return
    try:
        image.save(target, form, optimize=True, **options)
    except OSError:
        # The encoder's buffer is an estimate, and noise with fine tables outgrows it; unoptimised needs none.
        image.save(target, form, **options)


def _is_lossless(source: Path) -> bool:
    """Walk over a WebP's chunks: VP8L is the lossless one."""
    with source.open("rb") as file:
        file.seek(12)
        while len(head := file.read(8)) == 8:
            if head[:4] in (b"VP8L", b"VP8 "):
                return head[:4] == b"VP8L"
            size = int.from_bytes(head[4:], "little")
            file.seek(size + size % 2, 1)
    return False
