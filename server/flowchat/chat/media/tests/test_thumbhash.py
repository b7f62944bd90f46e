"""ThumbHash, byte for byte as the reference implementation makes it (the npm package `thumbhash`)."""

import base64
from collections.abc import Callable

import pytest
from PIL import Image

from flowchat.chat.media.decoding.thumbhash import hash_pixels, thumbhash_of

Pixel = Callable[[int, int], tuple[int, int, int, int]]


def waves(x: int, y: int) -> tuple[int, int, int, int]:
    return (x * x * 7 + y * 3) % 251, (x * 2 + y * y * 11) % 253, (x * y + 3 * x) % 247, 255


def fading(x: int, y: int) -> tuple[int, int, int, int]:
    return (x * x + y) % 239, (y * y * 5 + x * 13) % 251, (x * 29 + y * y) % 241, (x * 3 + y * y) % 256


# The last column was made by `rgbaToThumbHash` of version 0.1.1 from the same pixels.
VECTORS: list[tuple[int, int, Pixel, str]] = [
    (100, 75, waves, "H/gBBYQAI0RlgmZEiHV4V6f48FxV"),
    (60, 100, waves, "HvgFDAQwhHU3dYZ3h2f1v/CLNg=="),
    (32, 32, waves, "G/gFFwRAM1dVaJdkmRiXiIiD5c+Kr0UK"),
    (100, 3, waves, "HPgNKY5Qdnh2loeH83f3tnc="),
    (7, 5, waves, "jOkJLZRSW2qAiIiJiHiIiFVwSvVY"),
    (100, 75, fading, "HuiBBIIHEwSDVqZaRzBYA2RogGMmWRZlBg=="),
    (60, 100, fading, "HuiBAwIHIFNze2kgRQUzZTC0FYgXOGI="),
    (32, 32, fading, "3ceBDQQXEGSXeJiJaAKlCXCZdXdAiGEXZw=="),
    (100, 3, fading, "3eeBAYInVgx1i5cNiBl/eQI8eHh4iHg="),
]


@pytest.mark.parametrize(("width", "height", "pixel", "expected"), VECTORS)
def test_as_the_reference_makes_it(width: int, height: int, pixel: Pixel, expected: str) -> None:
    rgba = bytes(value for y in range(height) for x in range(width) for value in pixel(x, y))
    assert base64.b64encode(hash_pixels(width, height, rgba)).decode() == expected


@pytest.mark.parametrize("size", [(1, 1), (5000, 2), (3, 3000), (4000, 3000)])
def test_every_picture_has_one_that_fits_its_column(size: tuple[int, int]) -> None:
    for mode in ("RGB", "RGBA", "L", "P"):
        assert 0 < len(thumbhash_of(Image.new(mode, size))) <= 48
