"""Pictures for the demo, drawn by code: no photograph of anybody, and nothing to be licensed."""

import io
import math
import wave
from random import Random
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]


class Palette(NamedTuple):
    """The colours of a landscape, from the top of the sky to the water."""

    sky: Colour
    horizon: Colour
    sun: Colour
    hills: Colour
    water: Colour


MORNING = Palette((120, 170, 214), (250, 222, 190), (255, 244, 214), (74, 104, 122), (110, 158, 180))
EVENING = Palette((58, 52, 96), (246, 152, 108), (255, 214, 150), (44, 38, 66), (112, 82, 118))
NOON = Palette((74, 148, 216), (206, 232, 246), (255, 255, 240), (62, 120, 84), (58, 140, 168))


class Look(NamedTuple):
    """How a drawn person looks."""

    background: Colour
    skin: Colour
    hair: Colour
    shirt: Colour
    long_hair: bool


def draw_landscape(size: tuple[int, int], palette: Palette, *, seed: int) -> bytes:
    """Return a JPEG of hills behind water, with a sun and its reflection."""
    width, height = size
    chance = Random(seed)  # noqa: S311 - the same hills every time, nothing secret
    shore = int(height * 0.62)
    image = _gradient((width, shore), palette.sky, palette.horizon)
    whole = Image.new("RGB", size)
    whole.paste(image, (0, 0))
    draw = ImageDraw.Draw(whole)
    sun, radius = int(width * chance.uniform(0.25, 0.75)), int(min(size) * 0.07)
    _disc(draw, (sun, int(height * 0.34)), radius, palette.sun)
    for layer in range(3):
        _hills(
            draw, (width, shore), _mixed(palette.horizon, palette.hills, 0.35 + 0.3 * layer), layer, chance
        )
    whole.paste(
        _gradient((width, height - shore), _mixed(palette.water, palette.horizon, 0.5), palette.water),
        (0, shore),
    )
    for _ in range(140):
        _ripple(draw, (width, shore, height), sun, palette.sun, chance)
    return _jpeg(whole.filter(ImageFilter.GaussianBlur(0.6)))


def draw_face(look: Look) -> bytes:
    """Return a JPEG of somebody from the shoulders up, in flat shapes."""
    side = 1024  # twice as large as it is kept: scaling down makes the edges smooth
    image = _gradient((side, side), look.background, _mixed(look.background, (255, 255, 255), 0.35))
    draw = ImageDraw.Draw(image)
    dark = _mixed(look.skin, (60, 30, 20), 0.25)
    if look.long_hair:
        draw.rounded_rectangle((292, 240, 732, 830), 200, fill=look.hair)
    draw.ellipse((152, 740, 872, 1500), fill=look.shirt)
    draw.rounded_rectangle((442, 600, 582, 810), 70, fill=dark)
    if not look.long_hair:
        for x in (326, 698):
            _disc(draw, (x, 478), 44, look.skin)
    draw.ellipse((332, 230, 692, 690), fill=look.skin)
    draw.chord((318, 196, 706, 600), 180, 360, fill=look.hair)
    for x in (446, 578):
        _disc(draw, (x, 480), 20, (40, 34, 38))
    draw.arc((440, 510, 584, 610), 25, 155, fill=(150, 60, 60), width=14)
    return _jpeg(image)


def play_bell() -> bytes:
    """Return two seconds of a bell that fades, as WAV."""
    rate, file = 16_000, io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"".join(_sample(at / rate) for at in range(2 * rate)))
    return file.getvalue()


def _sample(moment: float) -> bytes:
    partials = ((1.0, 523.25), (0.5, 1046.5), (0.3, 1569.75))
    strength = sum(share * math.sin(2 * math.pi * pitch * moment) for share, pitch in partials)
    return int(12_000 * strength * math.exp(-2.2 * moment)).to_bytes(2, "little", signed=True)


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    shades = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), shades)


def _hills(
    draw: ImageDraw.ImageDraw, size: tuple[int, int], colour: Colour, layer: int, chance: Random
) -> None:
    width, shore = size
    waves = [(chance.uniform(1, 4 + layer), chance.uniform(0, 6.3), chance.uniform(0.3, 1)) for _ in range(3)]
    tall = shore * (0.16 - 0.035 * layer)
    ridge = [
        (
            x,
            shore
            - tall * (1 + 0.4 * sum(w * math.sin(f * 2 * math.pi * x / width + p) for f, p, w in waves)),
        )
        for x in range(0, width + 8, 8)
    ]
    draw.polygon([(0, shore), *ridge, (width, shore)], fill=colour)


def _ripple(
    draw: ImageDraw.ImageDraw, size: tuple[int, int, int], sun: int, colour: Colour, chance: Random
) -> None:
    width, shore, height = size
    depth = chance.random() ** 1.5
    y = shore + int(depth * (height - shore))
    x = int(chance.gauss(sun, width * (0.02 + 0.10 * depth)))
    half = int(width * (0.004 + 0.014 * depth))
    draw.line((x - half, y, x + half, y), fill=colour, width=1 + int(3 * depth))


def _disc(draw: ImageDraw.ImageDraw, middle: tuple[int, int], radius: int, colour: Colour) -> None:
    x, y = middle
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return file.getvalue()
