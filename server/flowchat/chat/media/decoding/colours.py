"""Pixels alone, in colours that every screen shows alike."""

import io

from PIL import Image, ImageCms, ImageOps

_KEPT_MODES = ("L", "LA", "P", "RGB", "RGBA")
_SRGB = ImageCms.createProfile("sRGB")


def pixels_of(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture upright and in sRGB, with nothing but its pixels: no metadata of any kind goes on.

    `profile` is the original's ICC profile. One that can't be read is passed over: the colours are then as a viewer
    without colour management shows them. The picture handed in may be changed.
    """
    ImageOps.exif_transpose(image, in_place=True)
    image = _plain_mode(image)
    return _bare(_in_srgb(image, profile) if profile else image)


def _plain_mode(image: Image.Image) -> Image.Image:
    """Return it in a mode that every step after this one knows, CMYK aside: its profile is still needed."""
    if image.mode.startswith(("I", "F")):
        return _eight_bits(image)
    if image.mode == "1":
        return image.convert("L")
    single_colour = image.mode in ("L", "RGB") and "transparency" in image.info
    if single_colour or image.mode in ("PA", "La", "RGBa"):
        return image.convert("RGBA")
    return image


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey become the eight that screens show."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return image
        if image.mode == "P":
            image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        if image.mode not in ("LA", "RGBA"):
            return _turned(image, source)
        alpha = image.getchannel("A")
        turned = _turned(image.convert(image.mode[:-1]), source)
        turned.putalpha(alpha)
    except (ImageCms.PyCMSError, ValueError, OSError):
        return image
    return turned


def _turned(image: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    made = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
    assert made is not None
    return made.convert("L") if image.mode == "L" else made


def _bare(image: Image.Image) -> Image.Image:
    """Return a new object with the same pixels: what the old one carries besides can't be saved by mistake."""
    if image.mode not in _KEPT_MODES:
        image = image.convert("RGB")
    bare = Image.new(image.mode, image.size)
    if image.mode == "P":
        bare.putpalette(image.getpalette("RGB") or [0, 0, 0])
        if "transparency" in image.info:
            bare.info["transparency"] = image.info["transparency"]
    bare.im.paste(image.im, (0, 0, *image.size))
    return bare
