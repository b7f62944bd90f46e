"""What a file is, by its content alone: names and headers are what somebody says.

Pictures are those that the server can make anew; video and audio those that browsers play. Everything else, documents,
SVG, HTML and scripts among it, is a file to be downloaded.
"""

import io
from pathlib import Path
from typing import BinaryIO, NamedTuple

from flowchat.chat.media.models import FileKind

HEAD_BYTES = 4096


class Recognised(NamedTuple):
    """A kind, and the type that the file is served under."""

    kind: FileKind
    content_type: str


ANYTHING = Recognised(FileKind.FILE, "application/octet-stream")
_BEGINNINGS: dict[bytes, str] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"fLaC": "audio/flac",
}
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_OGG = {b"OpusHead": "audio/ogg", b"\x01vorbis": "audio/ogg", b"\x7fFLAC": "audio/ogg"}
"""What the first page of an Ogg file begins with (RFC 5334); Theora is played by no browser any more."""
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis")
"""What phones take pictures in. Hardly a browser shows it, so it becomes a JPEG."""
_PICTURES = {b"avif": "image/avif", b"avis": "image/avif", **dict.fromkeys(_HEIC, "image/heic")}
_AUDIO = (b"M4A ", b"M4B ", b"F4A ")
_VIDEO = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"dash",
    b"MSNV",
    b"mmp4",
)
_EBML = b"\x1a\x45\xdf\xa3"
_MP3_KBITS = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Layer III by version (ISO 11172-3, 13818-3)."""
_MP3_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def recognise(path: Path) -> Recognised:
    """Return what the file at `path` is."""
    with path.open("rb") as file:
        return _of_type(_type_of(file))


def recognise_beginning(beginning: bytes) -> Recognised:
    """Return what a file is as far as its beginning tells: what it says to be a picture is none other later."""
    return _of_type(_type_of(io.BytesIO(beginning[:HEAD_BYTES])))


def _of_type(content_type: str) -> Recognised:
    kind = {"image": FileKind.PICTURE, "video": FileKind.VIDEO, "audio": FileKind.AUDIO}
    found = kind.get(content_type.partition("/")[0])
    return Recognised(found, content_type) if found else ANYTHING


def _type_of(file: BinaryIO) -> str:
    """Return the type of what can be shown or played, "" for anything else."""
    head = file.read(HEAD_BYTES)
    for beginning, content_type in _BEGINNINGS.items():
        if head.startswith(beginning):
            return content_type
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _iso_type(head)
    if head[:4] == _EBML:
        return _webm_type(head)
    if head[:4] == b"OggS":
        return next((kind for mark, kind in _OGG.items() if head[28 : 28 + len(mark)] == mark), "")
    return _sound_type(file, head)


def _iso_type(head: bytes) -> str:
    """Of the ISO base media file format (ISO 14496-12): the brands in its first box say what it is."""
    size = int.from_bytes(head[:4])
    box = head[8 : min(max(size, 16), 256)]
    major = box[:4]
    brands = (major, *(box[at : at + 4] for at in range(8, len(box) - 3, 4)))
    picture = next((_PICTURES[brand] for brand in brands if brand in _PICTURES), "")
    if picture:
        return picture
    if major in _AUDIO:
        return "audio/mp4"
    if major == b"qt  ":
        return "video/quicktime"
    return "video/mp4" if any(brand in _VIDEO for brand in brands) else ""


def _webm_type(head: bytes) -> str:
    """Of Matroska only WebM is played everywhere. A recorded voice has no video track in it."""
    if b"\x42\x82\x84webm" not in head[:64]:
        return ""
    if b"A_OPUS" in head or b"A_VORBIS" in head:
        return "video/webm" if b"V_VP" in head or b"V_AV1" in head else "audio/webm"
    return "video/webm"


def _sound_type(file: BinaryIO, head: bytes) -> str:
    """Of formats without a beginning of their own: two frames in a row, since two bytes may be anything."""
    start = 0
    if head[:3] == b"ID3" and len(head) >= 10:
        start = 10 + sum(
            (byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)
        )
    for length_of, content_type in ((_mp3_frame, "audio/mpeg"), (_aac_frame, "audio/aac")):
        first = length_of(_bytes_at(file, start))
        if first and length_of(_bytes_at(file, start + first)):
            return content_type
    return ""


def _bytes_at(file: BinaryIO, place: int) -> bytes:
    file.seek(place)
    return file.read(8)


def _mp3_frame(head: bytes) -> int:
    """Return the length of the MPEG layer III frame that begins here, 0 when none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, hertz = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or not 0 < rate < 15 or hertz == 3:
        return 0
    one = version == 3
    samples = 144 if one else 72
    return samples * 1000 * _MP3_KBITS[1 if one else 2][rate - 1] // _MP3_HERTZ[version][hertz] + (
        head[2] >> 1 & 1
    )


def _aac_frame(head: bytes) -> int:
    """Return the length of the ADTS frame that begins here (ISO 13818-7), 0 when none does."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 > 12:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length >= 7 else 0
