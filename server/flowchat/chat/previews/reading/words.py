"""A stranger's words made fit to stand beside ours."""

import unicodedata

_ELLIPSIS = "…"
_STACKED = 3
_DIRECTIONS = {chr(code) for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Marks and overrides of direction: a title could turn the words around it, or show `gpj.exe` as `exe.jpg`."""
_JOINERS = {"\u200c", "\u200d"}
"""Invisible, yet letters and emoji of many languages need them."""


def clean(text: str, limit: int) -> str:
    """Return `text` on one line, without controls and invisible characters, and at most `limit` characters long."""
    kept = "".join(_keep(letter) for letter in unicodedata.normalize("NFC", text))
    line = _without_towers(" ".join(kept.split()))
    if len(line) <= limit:
        return line
    return line[: limit - 1].rstrip() + _ELLIPSIS


def _keep(letter: str) -> str:
    if letter in _JOINERS:
        return letter
    if letter in _DIRECTIONS:
        return ""
    match unicodedata.category(letter):
        case "Cc" | "Zl" | "Zp" | "Zs":
            return " "
        case "Cf" | "Cs" | "Co":
            return ""
    return letter


def _without_towers(line: str) -> str:
    """Cut piles of marks on one letter, which would reach into the lines above and below."""
    kept, height = [], 0
    for letter in line:
        height = height + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if height <= _STACKED:
            kept.append(letter)
    return "".join(kept)
