"""File names in headers: what people called a file must reach a download, and nothing else with it."""

import unicodedata
from urllib.parse import quote

_UNSAFE_CATEGORIES = ("Cc", "Cs")
_TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f", "\u061c"}
"""They change in which direction a name is read, so that "gpj.exe" looks like "exe.jpg"."""
_ATTRIBUTE_CHARS = "!#$&+-.^_`|~"
"""What RFC 8187 leaves as it is, besides letters and digits."""


def disposition(name: str, *, download: bool) -> str:
    """Return a Content-Disposition (RFC 6266) for a file of this name: shown in place, or downloaded.

    Old programs read the plain ASCII name, all others the exact one (RFC 8187).
    """
    kind = "attachment" if download else "inline"
    clean = clean_name(name)
    plain = _as_ascii(clean)
    exact = "" if plain == clean else f"; filename*=UTF-8''{quote(clean, safe=_ATTRIBUTE_CHARS)}"
    return f'{kind}; filename="{plain}"{exact}'


def clean_name(name: str) -> str:
    """Return the name without what could end a header, lead to another folder or deceive a reader."""
    kept = [_separated(one) for one in name if not _is_unsafe(one)]
    return "".join(kept).strip() or "file"


def _is_unsafe(one: str) -> bool:
    return unicodedata.category(one) in _UNSAFE_CATEGORIES or one in _TURNING


def _separated(one: str) -> str:
    return "_" if one in "/\\" else one


def _as_ascii(name: str) -> str:
    """Letters lose their accents and what has no ASCII form becomes "_". Quotes and percent signs are read in
    different ways by different programs, so they go as well.
    """
    decomposed = [one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one)]
    return "".join(one if " " <= one <= "~" and one not in '"%\\/' else "_" for one in decomposed)
