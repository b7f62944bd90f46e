"""What becomes of an uploaded picture."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from flowchat.chat.emoji.pictures import MOST_FRAMES, UPLOAD_BYTES, make_emoji_picture
from flowchat.chat.emoji.tests.pictures import apng, gif, hollow_png, png, webp
from flowchat.chat.errors import Invalid


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "WEBP"
    return picture


@pytest.mark.parametrize(
    ("width", "height", "ours"),
    [(48, 48, (48, 48)), (600, 300, (128, 64)), (1, 1, (1, 1)), (1024, 1, (128, 1))],
)
def test_it_is_made_small(width: int, height: int, ours: tuple[int, int]) -> None:
    picture = opened(make_emoji_picture(png(width, height)))
    assert picture.size == ours


def test_what_is_transparent_stays_so() -> None:
    picture = opened(make_emoji_picture(png(64, 64)))
    assert picture.mode == "RGBA"
    assert picture.getpixel((60, 60)) == (0, 0, 0, 0)


@pytest.mark.parametrize(("moving", "duration"), [(gif(4), 80), (webp(4), 60), (apng(4), 70)])
def test_what_moves_keeps_moving(moving: bytes, duration: int) -> None:
    picture = opened(make_emoji_picture(moving))
    assert getattr(picture, "n_frames", 1) == 4
    picture.seek(1)
    picture.load()
    assert picture.info["duration"] == duration


def test_frames_that_claim_no_time_get_some() -> None:
    picture = opened(make_emoji_picture(gif(2, duration=0)))
    picture.seek(1)
    picture.load()
    assert picture.info["duration"] == 20


def test_nothing_but_pixels_goes_on() -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    Image.new("RGB", (20, 20)).save(file, "PNG", exif=exif)
    ours = make_emoji_picture(file.getvalue())
    assert b"where I live" in file.getvalue()
    assert b"where I live" not in ours
    assert not opened(ours).getexif()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Only PNG, GIF and WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Only PNG, GIF and WebP"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "Only PNG, GIF and WebP"),
        (png() + b"\0" * UPLOAD_BYTES, "At most 256 KiB"),
        (hollow_png(1025, 10), "At most 1024 pixels"),
        (hollow_png(60_000, 60_000), "At most 1024 pixels"),
        (hollow_png(64, 64), "damaged"),
        (png()[:60], "damaged"),
        (b"GIF89a", "damaged"),
        (b"RIFF\0\0\0\0WEBP" + b"\0" * 40, "damaged"),
        (gif(MOST_FRAMES + 1, side=8), "too many pictures"),
        (gif(20, side=1000), "too many pictures"),
    ],
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make_emoji_picture(data)
    assert reason in refusal.value.fields["picture"][0]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([png(), gif(), webp(3), apng()]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=12),
    st.integers(8, 4000),
)
def test_garbled_pictures_are_refused_or_read_never_a_fault(
    good: bytes, changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(good[:length])
    for place, value in changes:
        data[place % len(data)] = value
    with suppress(Invalid):
        opened(make_emoji_picture(bytes(data)))
