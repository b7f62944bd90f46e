"""Pictures for tests, made here so that none of somebody else's is in the repository."""

import base64
import io
import struct
import zlib

from PIL import Image


def png(width: int = 48, height: int = 48) -> bytes:
    """Return a picture with some transparency."""
    return _saved(_leaf(width, height, 0), "PNG")


def gif(frames: int = 3, side: int = 40, duration: int = 80) -> bytes:
    """Return a moving picture, each frame another one."""
    first, *rest = [_leaf(side, side, turn) for turn in range(frames)]
    return _saved(first, "GIF", save_all=True, append_images=rest, duration=duration, loop=0, disposal=2)


def webp(frames: int = 1, side: int = 40) -> bytes:
    """Return a WebP, moving when it has more than one frame."""
    first, *rest = [_leaf(side, side, turn) for turn in range(frames)]
    return _saved(first, "WEBP", save_all=True, append_images=rest, duration=60)


def apng(frames: int = 3) -> bytes:
    """Return a moving PNG."""
    first, *rest = [_leaf(40, 40, turn) for turn in range(frames)]
    return _saved(first, "PNG", save_all=True, append_images=rest, duration=70)


def hollow_png(width: int, height: int) -> bytes:
    """Return a few bytes that claim to be a picture of this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0" * 64))


def encoded(picture: bytes) -> str:
    """Return a picture as the API takes it."""
    return base64.b64encode(picture).decode()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _leaf(width: int, height: int, turn: int) -> Image.Image:
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    picture.paste((7 * turn % 256, 180, 120, 255), (0, 0, (width + 1) // 2, (height + 1) // 2))
    return picture


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()
