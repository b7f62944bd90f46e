"""Pictures for tests, made by code: some to show, some to harm."""

import base64
import io
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin, TiffImagePlugin

ORIENTATION, GPS, MAKER, DATE = 0x0112, 0x8825, 0x010F, 0x0132
SECRET = b"Harbour Street 7"
"""What must not come out again, wherever it was put."""
HEIC = base64.b64decode(
    """
    AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA
    ADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAAOAAAgAAAAACwgABAAAAAAAAAPAAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA
    AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAA
    kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq
    5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh
    cAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAA
    ABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAB2G1kYXQAAADcKAGvDuDoMwBJev1c2f/4nfkPmTk5uEc42D8EtffQI3/4dpF32okO
    bKtTMDGvuoMBgQ5XMm4IKzxGHXyr/qdH/4+yVc6X7zW+PnH5Kgq3oRTWiM/2mefs5dRYs5PrRiolhDpynCY/rWScsn1+17Js8Smc
    0yyLRt8xH0PVluXysEB05Kxa4YJk/mggpy/B58wdBdx1dUgxcUlVVIT4eNWlVQ1g8SR78k9Qf+Nfdf4Ly9uacaS2NQ3V5Dqj/Hlm
    0CN8qcFBaGKdSbWd+pOUpPfRrPmYOv5O29q+7W6awAAAAAZFeGlmAABNTQAqAAAACAAEAQ8AAgAAABEAAAA+ARIAAwAAAAEAAQAA
    ATIAAgAAABQAAABQiCUABAAAAAEAAABkAAAAAEhhcmJvdXIgU3RyZWV0IDcAADIwMjY6MTE6MjIgMjA6MTU6MDQAAAUAAQACAAAA
    Ak4AAAAAAgAFAAAAAwAAAKYAAwACAAAAAlcAAAAABAAFAAAAAwAAAL4AGwAHAAAAEAAAANYAAAAAAAAAJgAAAAEAAAAqAAAAAQAA
    AB4AAAABAAAAJgAAAAEAAAAqAAAAAQAAAB4AAAABSGFyYm91ciBTdHJlZXQgNw==
    """
)
"""The scene below with telling EXIF, written once by libheif: what is installed here reads HEIC and can't write it."""


def scene(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A picture whose corners differ: red, green, blue and white on grey."""
    image = Image.new("RGB", (width, height), "#808080")
    draw = ImageDraw.Draw(image)
    w, h = width // 2, height // 2
    draw.rectangle((0, 0, w - 1, h - 1), fill="#e01010")
    draw.rectangle((w, 0, width, h - 1), fill="#10b010")
    draw.rectangle((0, h, w - 1, height), fill="#1010e0")
    return image.convert(mode)


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    """The bytes of a picture."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def telling_exif(orientation: int = 1) -> Image.Exif:
    """EXIF as phones write it: the way up, the maker, the place."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = SECRET.decode()
    exif[DATE] = "2026:11:22 20:15:04"
    degrees = tuple(TiffImagePlugin.IFDRational(one) for one in (38, 42, 30))
    exif[GPS] = {1: "N", 2: degrees, 3: "W", 4: degrees, 27: SECRET}
    return exif


def photo(
    form: str = "JPEG", *, orientation: int = 1, size: tuple[int, int] = (64, 48), **options: Any
) -> bytes:
    """A photograph that tells where it was taken, in every way its format has."""
    exif = telling_exif(orientation)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><where>" + SECRET + b"</where></x:xmpmeta>"
    told: dict[str, Any] = {"exif": exif, **options}
    if form in ("JPEG", "WEBP"):
        told["xmp"] = xmp
    if form == "JPEG":
        told["comment"] = SECRET
    if form == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", SECRET.decode())
        notes.add_itxt("XML:com.adobe.xmp", xmp.decode())
        notes.add_text("Place", SECRET.decode(), zip=True)
        told["pnginfo"] = notes
    return encoded(scene(*size), form, **told)


def moving(form: str, frames: int = 3, *, size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """An animation in which a square walks."""
    images = []
    for number in range(frames):
        image = scene(*size)
        ImageDraw.Draw(image).rectangle((number * 5, 5, number * 5 + 4, 9), fill="#ffff00")
        images.append(image)
    return encoded(
        images[0], form, save_all=True, append_images=images[1:], duration=[100 + 50 * n for n in range(frames)],
        **options,
    )  # fmt: skip


def huge_png(width: int, height: int) -> bytes:
    """A few hundred bytes that claim a picture of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    pixels = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def swapped_profile() -> bytes:
    """An ICC profile in which red and blue have changed places: who heeds it sees the difference."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    renamed = profile.replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))
    return renamed.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")


def write(folder: Path, data: bytes) -> Path:
    """Put a file where an upload would be."""
    path = folder / "picture"
    path.write_bytes(data)
    return path


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    """Are two colours alike, as far as encoders keep them?"""
    return all(abs(a - b) <= by for a, b in zip(one[:3], other[:3], strict=True))
