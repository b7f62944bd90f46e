"""Text that people type: how it is compared, and what it may hold."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

_SPACES = re.compile(r"\s+")
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories no single line may hold: control characters, lone surrogates, line and paragraph separators."""
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates can make a name read as another one (Unicode TR 36 section 2.5)."""

INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Letters, marks and symbols that show nothing: those of Unicode's Default_Ignorable_Code_Point, and the empty Braille
cell. Control and format characters are told by their category and are not among them."""

_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i"} | {"æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that people type without their stroke, though Unicode doesn't take them apart."""


def fold(text: str) -> str:
    """Return `text` as search compares it: no case, no accents, no wide forms, single spaces.

    NFKD splits letters from their marks, the marks go, casefold levels the rest: "Zoë  MÜLLER" → "zoe muller".
    The result can be longer than the text (one ligature may stand for 18 letters): cut it to the column's length.
    """
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    # casefold can bring marks back (İ gives i and a dot), hence once more.
    folded = unicodedata.normalize("NFKD", plain.casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", bare.translate(_PLAIN))).strip()


def fold_name(text: str) -> str:
    """Return a username as it is compared: no case and no wide forms, but accents count (Unicode's NFKC_Casefold)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def tidy_line(text: str) -> str:
    """Return one line of text, trimmed, its spaces single; raises ValueError for what no line may hold."""
    _refuse(text, allowed="")
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def tidy_lines(text: str) -> str:
    """Return text of several lines, trimmed; raises ValueError for control characters other than line ends and tabs."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse(unified, allowed="\n\t")
    return unicodedata.normalize("NFC", unified).strip()


def _refuse(text: str, *, allowed: str) -> None:
    for letter in text:
        if letter in allowed:
            continue
        if letter in _BIDI_CONTROLS or unicodedata.category(letter) in _REFUSED:
            raise ValueError("This holds characters that can't be shown.")


def drop_unshowable(text: str) -> str:
    """Return one line of text without what `tidy_line` refuses: for names that people's computers chose."""
    kept = (
        letter
        for letter in text
        if letter not in _BIDI_CONTROLS and unicodedata.category(letter) not in _REFUSED
    )
    return tidy_line("".join(kept))


Line = Annotated[str, AfterValidator(tidy_line)]
"""One tidy line. Add lengths after it: `Annotated[Line, Field(max_length=80)]` counts what is left after trimming."""

Lines = Annotated[str, AfterValidator(tidy_lines)]
"""Several tidy lines."""

MESSAGE_LENGTH = 8000
"""The longest message, in characters (code points) after trimming."""
