"""The name that a file had with the person who sent it: for people to read, never a path."""

import unicodedata

from django.conf import settings

from flowchat.chat.media.limits import NAME_LENGTH
from flowchat.chat.media.refusals import TypeRefused
from flowchat.chat.text import drop_unshowable

NAMELESS = "file"


def clean_name(raw: str) -> str:
    """Return the last part of what may be a path, without what can't be shown, cut to size with its ending kept."""
    name = drop_unshowable(raw.replace("\\", "/").rpartition("/")[2])
    if not name.strip("."):
        return NAMELESS
    if len(name) <= NAME_LENGTH:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 20:
        return name[:NAME_LENGTH]
    return stem[: NAME_LENGTH - len(ending) - 1] + dot + ending


def name_as(content_type: str, name: str) -> str:
    """Return the name of what the file became: a phone's HEIC is a JPEG by now, and a download should open as one."""
    stem, dot, ending = name.rpartition(".")
    became = content_type == "image/jpeg" and stem and ending.lower() in ("heic", "heif", "hif")
    return f"{stem}{dot}jpg" if became else name


def refuse_blocked(name: str) -> None:
    """Raise TypeRefused for a name with an ending that the operator blocks.

    Windows drops dots and spaces at the end of a name, so `a.exe.` is one with the ending `exe`; and letters that
    nobody sees are no part of it.
    """
    shown = "".join(
        letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf"
    )
    plain = shown.lower().rstrip(". ")
    if any(plain.endswith(f".{ending}") for ending in settings.UPLOADS.blocked):
        raise TypeRefused
