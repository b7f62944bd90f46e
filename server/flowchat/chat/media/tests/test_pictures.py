"""Pictures made anew: the same to look at, and nothing else in them."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageSequence, ImageStat
from PIL.JpegImagePlugin import JpegImageFile

from flowchat.chat.media import pictures
from flowchat.chat.media.pictures import PictureRefused, clean_face, clean_picture, make_size
from flowchat.chat.media.storage.port import StorageFull
from flowchat.chat.media.tests.pictures import (
    HEIC,
    SECRET,
    encoded,
    huge_png,
    moving,
    near,
    photo,
    scene,
    swapped_profile,
    write,
)

FORMS = ["JPEG", "PNG", "WEBP", "AVIF"]
RED, GREEN, BLUE = (224, 16, 16), (16, 176, 16), (16, 16, 224)


def corners(image: Image.Image) -> list[Any]:
    whole = image.convert("RGB")
    w, h = whole.size
    return [whole.getpixel(at) for at in ((2, 2), (w - 3, 2), (2, h - 3))]


def tables(image: Image.Image) -> dict[int, list[int]]:
    assert isinstance(image, JpegImageFile)
    return image.quantization


@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_the_picture_comes_out(form: str, tmp_path: Path) -> None:
    data = photo(form)
    assert SECRET in data
    made = clean_picture(write(tmp_path, data))
    kept = made.path.read_bytes()
    assert SECRET not in kept
    assert b"Exif" not in kept
    assert b"xmpmeta" not in kept
    assert (made.width, made.height, made.animated) == (64, 48, False)
    assert (made.content_type, made.size) == (f"image/{form.lower()}", len(kept))
    assert made.thumbhash
    with Image.open(made.path) as image:
        assert image.format == form
        assert not image.getexif()
        assert not {"comment", "xmp", "exif", "XML:com.adobe.xmp", "Comment", "Place"} & image.info.keys()
        assert all(map(near, corners(image), [RED, GREEN, BLUE]))
    assert made.path.stat().st_mode & 0o077 == 0


def test_a_phones_heic_becomes_a_jpeg(tmp_path: Path) -> None:
    assert SECRET in HEIC
    made = clean_picture(write(tmp_path, HEIC))
    assert SECRET not in made.path.read_bytes()
    assert (made.content_type, made.width, made.height, made.animated) == ("image/jpeg", 64, 48, False)
    with Image.open(made.path) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
        assert all(map(near, corners(image), [RED, GREEN, BLUE]))


@pytest.mark.parametrize(
    "data", [HEIC[:-200], HEIC[:100], HEIC[:32] + bytes(900)], ids=["cut", "head", "zeros"]
)
def test_a_broken_heic_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(PictureRefused):
        clean_picture(write(tmp_path, data))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("orientation", "turned", "first"),
    [(3, False, (128, 128, 128)), (6, True, BLUE), (8, True, GREEN), (2, False, GREEN)],
)
def test_upright(form: str, orientation: int, turned: bool, first: Any, tmp_path: Path) -> None:
    """The way up was written in EXIF, which goes: so the pixels turn, and width and height are those people see."""
    made = clean_picture(write(tmp_path, photo(form, orientation=orientation)))
    assert (made.width, made.height) == ((48, 64) if turned else (64, 48))
    with Image.open(made.path) as image:
        assert image.size == (made.width, made.height)
        assert near(corners(image)[0], first)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_hides_behind_the_picture_stays_behind(form: str, tmp_path: Path) -> None:
    """A ZIP behind a GIF or PNG is both; the server would hand out an archive as a picture."""
    archive = b"PK\x03\x04" + SECRET * 20 + b"PK\x05\x06" + bytes(18)
    made = clean_picture(write(tmp_path, encoded(scene(), form) + archive))
    kept = made.path.read_bytes()
    assert SECRET not in kept
    assert b"PK\x05\x06" not in kept


def test_markup_in_a_comment_is_gone(tmp_path: Path) -> None:
    script = b"*/=alert(1);/*<script>alert(1)</script>"
    made = clean_picture(write(tmp_path, encoded(scene(), "JPEG", comment=script)))
    assert b"script" not in made.path.read_bytes()
    made = clean_picture(write(tmp_path, encoded(scene(mode="P"), "GIF", comment=script)))
    assert b"script" not in made.path.read_bytes()


def test_a_jpeg_hardly_changes(tmp_path: Path) -> None:
    """Its own tables: cleaning twenty times is not twenty times a loss."""
    noise = Image.effect_noise((200, 150), 30).convert("RGB")
    data = encoded(noise, "JPEG", quality=70)
    made = clean_picture(write(tmp_path, data))
    with Image.open(io.BytesIO(data)) as before, Image.open(made.path) as after:
        assert tables(before) == tables(after)
        assert max(ImageStat.Stat(ImageChops.difference(before, after)).mean) < 1
    assert made.size < 1.1 * len(data)


@pytest.mark.parametrize(
    ("data", "mode"),
    [
        (encoded(scene(mode="CMYK"), "JPEG"), "RGB"),
        (encoded(scene(mode="L"), "JPEG"), "L"),
        (encoded(scene(mode="1"), "PNG"), "L"),
        (encoded(scene(mode="L").convert("I").point(lambda v: v * 257).convert("I;16"), "PNG"), "L"),
        (encoded(scene().quantize(8), "PNG", transparency=1), "P"),
        (encoded(scene(), "PNG", transparency=(224, 16, 16)), "RGBA"),
        (encoded(scene(mode="LA"), "PNG"), "LA"),
        (encoded(scene(mode="P"), "GIF"), "P"),
    ],
    ids=["cmyk", "grey", "bits", "sixteen bits", "palette", "one colour", "grey and alpha", "gif"],
)  # fmt: skip
def test_every_kind_of_pixels(data: bytes, mode: str, tmp_path: Path) -> None:
    made = clean_picture(write(tmp_path, data))
    with Image.open(io.BytesIO(data)) as before, Image.open(made.path) as after:
        assert after.mode == mode
        assert after.has_transparency_data == before.has_transparency_data
        if before.mode != "I;16":
            assert near(corners(after)[1], corners(before)[1], by=25)
        else:
            assert near(corners(after)[1], corners(scene(mode="L"))[1])


@pytest.mark.parametrize("size", [(1, 1), (2000, 1), (1, 2000)])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_odd_sizes(size: tuple[int, int], form: str, tmp_path: Path) -> None:
    path = write(tmp_path, encoded(Image.new("RGB", size, "red"), form))
    made = clean_picture(path)
    assert (made.width, made.height) == size
    assert made.thumbhash
    small = make_size(made.path, tmp_path / "small", box=480)
    assert max(small.width, small.height) == min(480, max(size))
    face = clean_face(path)
    assert (face.width, face.height) == (512, 512)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_colours_of_another_profile_stay_those_people_saw(mode: str, tmp_path: Path) -> None:
    made = clean_picture(write(tmp_path, encoded(scene(mode=mode), "PNG", icc_profile=swapped_profile())))
    with Image.open(made.path) as image:
        assert "icc_profile" not in image.info
        assert near(corners(image)[0], BLUE, by=40)


def test_a_broken_profile_is_passed_over(tmp_path: Path) -> None:
    made = clean_picture(write(tmp_path, encoded(scene(), "PNG", icc_profile=b"no profile at all" * 40)))
    with Image.open(made.path) as image:
        assert "icc_profile" not in image.info
        assert near(corners(image)[0], RED)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_animations_go_on(form: str, tmp_path: Path) -> None:
    data = moving(form, loop=2)
    made = clean_picture(write(tmp_path, data))
    assert made.animated
    assert (made.width, made.height) == (40, 30)
    with Image.open(io.BytesIO(data)) as before, Image.open(made.path) as after:
        assert after.format == form
        assert after.info["loop"] == before.info["loop"] == 2
        for ours, theirs in zip(ImageSequence.Iterator(after), ImageSequence.Iterator(before), strict=True):
            ours.load()
            theirs.load()
            assert ours.info["duration"] == theirs.info["duration"]
            assert all(map(near, corners(ours), corners(theirs)))


def test_what_a_frame_leaves_open_stays_open(tmp_path: Path) -> None:
    """Transparent pixels of a later frame don't show the one before."""
    frames = []
    for number in range(3):
        frame = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
        frame.paste((255, 0, 0, 255), (number * 10, 0, number * 10 + 10, 10))
        frames.append(frame)
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], disposal=2, duration=100)
    made = clean_picture(write(tmp_path, data))
    with Image.open(made.path) as image:
        image.seek(2)
        whole = image.convert("RGBA")
    assert whole.crop((5, 5, 6, 6)).tobytes()[3] == 0
    assert near(tuple(whole.crop((25, 5, 26, 6)).tobytes()), (255, 0, 0))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0" + bytes(50),
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x1cftypavif" + bytes(60),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        encoded(scene(), "BMP"),
        encoded(scene(), "TIFF"),
        *(photo(form)[: len(photo(form)) * 2 // 3] for form in FORMS),
    ],
)
def test_what_is_no_whole_picture(data: bytes, tmp_path: Path) -> None:
    path = write(tmp_path, data)
    with pytest.raises(PictureRefused) as refused:
        clean_picture(path)
    assert refused.value.code == "picture_refused"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("size", [(40_000, 40_000), (2**31 - 1, 1), (1, 70_000)])
def test_sizes_that_are_claimed(size: tuple[int, int], tmp_path: Path) -> None:
    with pytest.raises(PictureRefused) as refused:
        clean_picture(write(tmp_path, huge_png(*size)))
    assert refused.value.code == "picture_refused"


def test_the_operators_limit(tmp_path: Path, settings: Any) -> None:
    from dataclasses import replace

    path = write(tmp_path, photo("PNG"))
    settings.UPLOADS = replace(settings.UPLOADS, pixels=64 * 48)
    assert clean_picture(path).width == 64
    settings.UPLOADS = replace(settings.UPLOADS, pixels=64 * 48 - 1)
    with pytest.raises(PictureRefused, match="64 by 48 pixels"):
        clean_picture(path)


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_animations_without_end(form: str, tmp_path: Path) -> None:
    frames = [Image.new("L", (1, 1), n * 37 % 256) for n in range(1100)]
    data = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=20)
    with pytest.raises(PictureRefused, match="too long or too large"):
        clean_picture(write(tmp_path, data))


def test_a_face_is_the_square_in_the_middle(tmp_path: Path) -> None:
    image = Image.new("RGB", (900, 300), "black")
    image.paste((250, 250, 250), (300, 0, 600, 300))
    made = clean_face(write(tmp_path, encoded(image, "PNG")))
    assert (made.content_type, made.width, made.height, made.animated) == ("image/webp", 512, 512, False)
    with Image.open(made.path) as face:
        assert all(near(one, (250, 250, 250)) for one in corners(face))


def test_smaller_copies_are_never_larger(tmp_path: Path) -> None:
    path = write(tmp_path, photo(size=(2000, 1000), orientation=6))
    cleaned = clean_picture(path)
    small, large = (make_size(cleaned.path, tmp_path / str(box), box=box) for box in (480, 1600))
    assert [(one.width, one.height) for one in (small, large)] == [(240, 480), (800, 1600)]
    assert make_size(cleaned.path, tmp_path / "same", box=5000).width == 1000
    with Image.open(small.path) as image:
        assert image.format == "WEBP"
        assert not image.info.keys() & {"exif", "xmp", "icc_profile"}
    # Of what never was cleaned, either: nothing that tells where it was taken can come this way.
    untreated = make_size(path, tmp_path / "untreated", box=480)
    assert SECRET not in untreated.path.read_bytes()


def test_a_full_disk_is_not_the_pictures_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, b"\xff\xd8\xff no picture")
    monkeypatch.setattr(pictures, "_LAST_SPACE", 2**62)
    with pytest.raises(StorageFull):
        clean_picture(path)
    assert list(tmp_path.iterdir()) == [path]
