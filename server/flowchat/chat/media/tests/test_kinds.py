"""Files are what their content says."""

import io
import struct
import wave
from pathlib import Path

import pytest
from PIL import Image

from flowchat.chat.media.kinds import recognise

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def box(brand: bytes, *others: bytes) -> bytes:
    """The first box of an ISO media file."""
    inside = brand + bytes(4) + b"".join(others)
    return struct.pack(">I", len(inside) + 8) + b"ftyp" + inside + bytes(100)


def mp3(frames: int = 3, *, tag: int | None = None) -> bytes:
    """Frames of silence: MPEG 1 layer III, 128 kbit/s, 44.1 kHz; `tag` is how long an ID3 tag before them is."""
    sound = (b"\xff\xfb\x90\x00" + bytes(413)) * frames
    if tag is None:
        return sound
    size = bytes(tag >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x00" + size + bytes(tag) + sound


def aac(frames: int = 3) -> bytes:
    """ADTS frames of 20 bytes."""
    return (b"\xff\xf1\x50\x80\x02\x80\xfc" + bytes(13)) * frames


def webm(*codecs: bytes) -> bytes:
    return b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(200) + bytes(5).join(codecs)


def ogg(codec: bytes) -> bytes:
    return b"OggS" + bytes(24) + codec + bytes(50)


def sound() -> bytes:
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(1000))
    return whole.getvalue()


def drawn(form: str) -> bytes:
    whole = io.BytesIO()
    Image.new("RGB", (9, 9), "teal").save(whole, form)
    return whole.getvalue()


SHOWN = [
    (drawn("PNG"), "picture", "image/png"),
    (drawn("JPEG"), "picture", "image/jpeg"),
    (drawn("GIF"), "picture", "image/gif"),
    (drawn("WEBP"), "picture", "image/webp"),
    (drawn("AVIF"), "picture", "image/avif"),
    (box(b"mif1", b"mif1", b"avif"), "picture", "image/avif"),
    (box(b"heic", b"mif1", b"heic"), "picture", "image/heic"),
    (box(b"mif1", b"heic"), "picture", "image/heic"),
    (box(b"isom", b"iso2", b"mp41"), "video", "video/mp4"),
    (box(b"mp42"), "video", "video/mp4"),
    (box(b"qt  "), "video", "video/quicktime"),
    (box(b"M4A ", b"mp42", b"isom"), "audio", "audio/mp4"),
    (webm(b"V_VP9", b"A_OPUS"), "video", "video/webm"),
    (webm(b"A_OPUS"), "audio", "audio/webm"),
    (ogg(b"OpusHead"), "audio", "audio/ogg"),
    (ogg(b"\x01vorbis"), "audio", "audio/ogg"),
    (mp3(), "audio", "audio/mpeg"),
    (mp3(tag=300_000), "audio", "audio/mpeg"),
    (sound(), "audio", "audio/wav"),
    (b"fLaC" + bytes(50), "audio", "audio/flac"),
    (aac(), "audio", "audio/aac"),
]

DOWNLOADED = [
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<!doctype html><script>alert(1)</script>",
    b"<?xml version='1.0'?><svg/>",
    b"%PDF-1.7\n",
    b"#!/bin/sh\n",
    b"MZ" + bytes(100),
    b"PK\x03\x04" + bytes(100),
    b"BM" + bytes(100),
    b"II*\x00" + bytes(100),
    box(b"crx "),
    b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska" + bytes(50),
    ogg(b"\x80theora"),
    mp3(1),
    mp3(tag=300_000)[:200_000],
    b"ID3",
    b"\xff\xfe" + "two bytes of UTF-16 look like sound".encode("utf-16-le"),
    b"\xff\xfb\x90\x00" + bytes(1000),
    aac(1),
    b"GIF8",
    b"RIFF\x00\x00\x00\x00AVI " + bytes(50),
    b"\x00\x00\x00\x00ftyp",
    b"\xff\xff\xff\xffftyp",
    b"x" + PNG,
    b"x",
]


@pytest.mark.parametrize(("data", "kind", "content_type"), SHOWN)
def test_what_is_shown(tmp_path: Path, data: bytes, kind: str, content_type: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(data)
    assert recognise(path) == (kind, content_type)


@pytest.mark.parametrize("data", DOWNLOADED)
def test_everything_else_is_downloaded(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(data)
    assert recognise(path) == ("file", "application/octet-stream")
