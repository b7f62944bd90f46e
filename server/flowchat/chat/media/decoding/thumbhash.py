"""ThumbHash: a picture's colours and coarse shape in some 25 bytes, shown until the picture is there.

After the algorithm that Evan Wallace published: a cosine transform of luminance, two colour axes and opacity, of
which the lowest frequencies are kept in four bits each.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, floor, pi

from PIL import Image

_SIDE = 100
"""Pixels; more change nothing that the hash could hold."""


@dataclass(frozen=True, slots=True)
class _Channel:
    mean: float
    waves: list[float]
    scale: float


def thumbhash_of(picture: Image.Image) -> str:
    """Return the hash of a picture in base64."""
    small = picture.convert("RGBA")
    small.thumbnail((_SIDE, _SIDE), reducing_gap=2.0)
    return base64.b64encode(hash_pixels(small.width, small.height, small.tobytes())).decode()


def hash_pixels(width: int, height: int, rgba: bytes) -> bytes:
    """Return the hash of at most 100 by 100 pixels."""
    alpha = [value / 255 for value in rgba[3::4]]
    colours = _over_average(rgba, alpha)
    red, green, blue = colours
    count = range(width * height)
    see_through = sum(alpha) < width * height
    finest = 5 if see_through else 7  # opacity takes its bits from luminance
    longest = max(width, height)
    across = max(1, _round(finest * width / longest))
    down = max(1, _round(finest * height / longest))
    size = (width, height)
    luminance = _encode(
        [(red[i] + green[i] + blue[i]) / 3 for i in count], size, max(3, across), max(3, down)
    )
    yellow = _encode([(red[i] + green[i]) / 2 - blue[i] for i in count], size, 3, 3)
    redness = _encode([red[i] - green[i] for i in count], size, 3, 3)
    opacity = _encode(alpha, size, 5, 5) if see_through else None
    landscape = width > height
    head = (
        _round(63 * luminance.mean)
        | _round(31.5 + 31.5 * yellow.mean) << 6
        | _round(31.5 + 31.5 * redness.mean) << 12
        | _round(31 * luminance.scale) << 18
        | see_through << 23
    )
    tail = (
        (down if landscape else across)
        | _round(63 * yellow.scale) << 3
        | _round(63 * redness.scale) << 9
        | landscape << 15
    )
    made = head.to_bytes(3, "little") + tail.to_bytes(2, "little")
    waves = [*luminance.waves, *yellow.waves, *redness.waves]
    if opacity is not None:
        made += bytes([_round(15 * opacity.mean) | _round(15 * opacity.scale) << 4])
        waves += opacity.waves
    return made + _pack([_round(15 * wave) for wave in waves])


def _over_average(rgba: bytes, alpha: Sequence[float]) -> list[list[float]]:
    """Lay the picture over its own average colour: what can't be seen has none."""
    total = sum(alpha)
    laid = []
    for channel in range(3):
        values = [a / 255 * value for a, value in zip(alpha, rgba[channel::4], strict=True)]
        average = sum(values) / total if total else 0.0
        laid.append([value + average * (1 - a) for value, a in zip(values, alpha, strict=True)])
    return laid


def _encode(channel: Sequence[float], size: tuple[int, int], across: int, down: int) -> _Channel:
    """Return the mean and the low frequencies (a triangle of them) of a channel, scaled to 0..1."""
    width, height = size
    columns = [_wave(frequency, width) for frequency in range(across)]
    waves: list[float] = []
    for y_by in range(down):
        line = _summed(channel, width, _wave(y_by, height))
        # As far along this row of frequencies as the triangle reaches.
        reach = -(-across * (down - y_by) // down)
        waves += [sum(map(float.__mul__, line, column)) / (width * height) for column in columns[:reach]]
    mean, *waves = waves
    scale = max(map(abs, waves), default=0.0)
    if scale:
        waves = [0.5 + 0.5 / scale * wave for wave in waves]
    return _Channel(mean, waves, scale)


def _summed(channel: Sequence[float], width: int, weights: Sequence[float]) -> list[float]:
    """Sum the rows with these weights: the transform is separable, and this is plain Python."""
    line = [0.0] * width
    for y, weight in enumerate(weights):
        row = channel[y * width : (y + 1) * width]
        line = [held + weight * value for held, value in zip(line, row, strict=True)]
    return line


def _wave(frequency: int, length: int) -> list[float]:
    return [cos(pi / length * frequency * (at + 0.5)) for at in range(length)]


def _pack(nibbles: Sequence[int]) -> bytes:
    padded = [*nibbles, 0] if len(nibbles) % 2 else nibbles
    return bytes(low | high << 4 for low, high in zip(padded[::2], padded[1::2], strict=True))


def _round(value: float) -> int:
    """Round as JavaScript does: a half goes up."""
    return floor(value + 0.5)
