"""What is made of pages and pictures, by the real child process."""

import io
import json
import os
import struct
import sys
import zlib
from contextlib import suppress

import pytest
from PIL import Image

from flowchat.chat.previews.reading.page import decode
from flowchat.chat.previews.reading.parent import Unreadable, read_page, read_picture
from flowchat.chat.previews.reading.picture import MOST_BYTES, WIDEST, sniff
from flowchat.chat.previews.reading.words import clean


def encoded(form: str, size: tuple[int, int] = (900, 300), **options: object) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("P" if form == "GIF" else "RGB").save(
        file, form, **options
    )
    return file.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """Some bytes that unpack to a picture of any size: the size stands in the header."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_what_a_page_says_about_itself() -> None:
    html = b"""<html><head><svg><title>A drawing</title></svg><title> The &amp; title </title>
      <meta property="og:title" content="Open &quot;Graph&quot;"><meta property="og:title" content="A second one">
      <META NAME="Twitter:Image" CONTENT='/a.png'><meta name=description content=Plain>
      <meta property="og:site_name" content="  "><meta property="og:secret" content="x"><script>"<title>no</title>"
      </script></head><body><p>Text</p>"""
    assert await read_page(html, "") == {
        "title": "The & title",
        "og:title": 'Open "Graph"',
        "twitter:image": "/a.png",
        "description": "Plain",
    }


@pytest.mark.parametrize(
    "html",
    [b"", b"\x00\xff\xfe", b"<" * 500_000, b"<meta " * 150_000, b"<!--" * 250_000, b"<a " + b"a='" * 300_000,
     b"<title>" * 100_000, b"&" * 1_000_000, b"<![CDATA[" * 100_000, b"<svg>" * 200_000, b"</" * 400_000],
)  # fmt: skip
async def test_a_page_that_is_none_takes_little_and_harms_nobody(html: bytes) -> None:
    with suppress(Unreadable):  # the limit on its time may end it
        assert set(await read_page(html, "")) <= {"title"}


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("Grüße".encode(), "", "Grüße"),
        ("Grüße".encode(), "utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "iso-8859-1", "Grüße"),
        ("Grüße".encode("latin-1"), "", "Grüße"),
        ("“Hi”".encode("cp1252"), "latin1", "“Hi”"),
        ("Привет".encode("koi8-r"), "KOI8-R", "Привет"),
        ("Привет".encode("utf-16"), "utf-8", "Привет"),
        ("\ufeffПривет".encode(), "latin-1", "\ufeffПривет"),
        ('<meta charset="shift_jis">日本'.encode("shift_jis"), "", '<meta charset="shift_jis">日本'),
        ("你好".encode("gb18030"), "gb2312", "ignored"),
        (b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-"),
        (b"3c7469746c653e", "hex", "3c7469746c653e"),
        (b"\\u003c", "unicode_escape", "\\u003c"),
        (b"x", "no-such-thing", "x"),
        (b"x", "../etc/passwd\x00", "x"),
        ("Grüß".encode()[:-1], "", "Grü\ufffd"),
    ],
)
def test_encodings(data: bytes, charset: str, text: str) -> None:
    if text == "ignored":
        assert decode(data, charset).strip() == "你好"
        return
    decoded = decode(data, charset)
    assert decoded.removeprefix("\ufeff") == text.removeprefix("\ufeff")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_pictures_become_small_webp(form: str) -> None:
    made = await read_picture(encoded(form))
    assert made is not None
    assert (made.width, made.height) == (WIDEST, 213)
    assert sniff(made.data) == "WEBP"
    with Image.open(io.BytesIO(made.data)) as picture:
        assert picture.size == (made.width, made.height)
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile"} & set(picture.info)


async def test_where_a_picture_was_taken_stays_secret_and_which_side_is_up_counts() -> None:
    exif = Image.Exif()
    exif[0x010E] = "In my garden"
    exif[0x0112] = 6  # turned by a quarter
    made = await read_picture(encoded("JPEG", exif=exif, comment=b"my secret", icc_profile=b"p" * 500))
    assert made is not None
    assert made.height > made.width
    assert b"garden" not in made.data
    assert b"secret" not in made.data


async def test_see_through_pictures_stay_so() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (64, 64), (255, 0, 0, 60)).save(file, "PNG")
    made = await read_picture(file.getvalue())
    assert made is not None
    with Image.open(io.BytesIO(made.data)) as picture:
        assert picture.mode == "RGBA"


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
async def test_noise_is_kept_small_too(mode: str) -> None:
    noise = Image.frombytes(mode, (640, 640), os.urandom(640 * 640 * len(mode)))
    file = io.BytesIO()
    noise.save(file, "WEBP", quality=95)
    made = await read_picture(file.getvalue())
    assert made is not None
    assert len(made.data) <= MOST_BYTES


async def test_an_animation_becomes_its_first_picture() -> None:
    file = io.BytesIO()
    frames = [Image.new("RGB", (50, 50), color) for color in ("red", "blue", "green")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    made = await read_picture(file.getvalue())
    assert made is not None
    with Image.open(io.BytesIO(made.data)) as picture:
        assert getattr(picture, "n_frames", 1) == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"%PDF-1.7", b"BM" + b"\x00" * 100,
     encoded("PNG", (1, 1)), encoded("PNG", (2000, 20)), png_that_claims(50_000, 50_000),
     png_that_claims(11_000, 11_000), encoded("TIFF"), encoded("PNG")[:200], b"\xff\xd8\xff" + os.urandom(5000),
     b"RIFF\xff\xff\xff\xffWEBPVP8X" + os.urandom(5000), encoded("JPEG")[:-400]],
)  # fmt: skip
async def test_what_is_no_picture_to_show(data: bytes) -> None:
    with suppress(Unreadable):  # a decoder that gave up, in a process that nobody misses
        assert await read_picture(data) is None


async def test_the_child_has_nothing_to_lose(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and the address of the database are in the server's environment, and not in the child's."""
    seen: dict[str, object] = {}

    class Seen(Exception):
        pass

    async def note(*arguments: str, env: dict[str, str], **others: object) -> None:
        seen.update(env=env, arguments=arguments)
        raise Seen

    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@host/name")
    monkeypatch.setattr("asyncio.create_subprocess_exec", note)
    with pytest.raises(Seen):
        await read_page(b"", "")
    assert set(json.loads(json.dumps(seen["env"]))) == {"PYTHONPATH", "PYTHONIOENCODING"}
    assert "-P" in str(seen["arguments"])
    assert sys.executable in str(seen["arguments"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" a\n\tb\x00\x1b[31mc\u2028d ", "a b [31mc d"),
        ("exe\u202egpj.txt\u2066\u2069\u200f", "exegpj.txt"),
        ("\ufeffzero\u200bwidth", "zerowidth"),
        ("می\u200cخواهم 👩\u200d🚀", "می\u200cخواهم 👩\u200d🚀"),
        ("a" + "\u0301" * 50, "á" + "\u0301" * 3),
        ("x" * 30, "x" * 19 + "…"),
        ("\ud800half", "half"),
    ],
)
def test_words_fit_to_stand_beside_ours(text: str, shown: str) -> None:
    assert clean(text, 20) == shown
