"""Characters by how they are searched: letters of words, units of scripts without spaces, and signs."""

import re
import unicodedata
from itertools import chain, groupby

_UNSPACED = (
    "\u0e00-\u0fff"  # Thai, Lao, Tibetan
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"  # Hangul: spaced, but particles cling to its words
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u312f\u31a0-\u31ff"  # kana, bopomofo and iteration marks
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uff66-\uffdc\U0001b000-\U0001b16f"  # half-width and historic kana, half-width Hangul
)
_SIGNS = "\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
"""Emoji, without the five skin tones, which are U+1F3FB to U+1F3FF."""
_JOINERS = "\u00ad\u200c\u200d\uff9e\uff9f"
"""The soft hyphen, the joiners inside words of Persian and Indic scripts, and the half-width voicing signs."""


def _marks() -> str:
    """Return every combining mark as the inside of a character class; all of them are in these two areas."""
    places = chain(range(0x300, 0x20000), range(0xE0100, 0xE01F0))
    marks = [place for place in places if unicodedata.category(chr(place)).startswith("M")]
    numbered = groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0])
    runs = [[place for _, place in run] for _, run in numbered]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


_CLINGING = f"[{_marks()}{_JOINERS}]*"
_UNIT = f"(?=[^\\W_])[{_UNSPACED}]{_CLINGING}"
_LETTER = f"(?![{_UNSPACED}])[^\\W_]{_CLINGING}"

RUNS = re.compile(f"(?P<units>(?:{_UNIT})+)|(?P<word>(?:{_LETTER})+)|(?P<sign>[{_SIGNS}])")
"""What of a text can be searched. Everything else separates."""
UNITS = re.compile(_UNIT)
"""The units of a run: a character of a script without spaces, with its marks."""

_DROPPED = dict.fromkeys(map(ord, "\u00ad\u200c\u200d\u0640\ufe0e\ufe0f" + "(). ,\u2044\u00b7"), "")
"""Joiners, soft hyphens, the Arabic stretcher and the choice between text and emoji look change no word; the rest is
what numbers in circles and brackets and written-out ligatures leave behind, and would end a lexeme."""
_ALIKE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"}
)
"""Letters that people type for each other though Unicode doesn't take them apart: strokes and ligatures, and the
Arabic letters that keyboards of Cairo, Tehran and Karachi write differently."""


def fold_accents(text: str) -> str:
    """Return a word or a unit as search compares it: no case, no accents, no wide forms, digits as 0 to 9.

    Marks go only where they are accents or optional vowels: Latin, Greek, Cyrillic, Hebrew, Arabic. In the scripts of
    South and East Asia a mark makes another letter (か and が, Thai tones, Devanagari vowels) and stays. That is what
    sets this apart from `flowchat.chat.text.fold`, which is made for names.
    """
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept: list[str] = []
    base = 0
    for letter in split.translate(_DROPPED):
        if not unicodedata.combining(letter):
            base = ord(letter)
            kept.append(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter)
        elif not _has_accents(base):
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_ALIKE)


def _has_accents(base: int) -> bool:
    """Is this a letter of a script whose marks are forgiven? All of them stand before Devanagari, or are extensions."""
    return base < 0x900 or 0x1D00 <= base < 0x2000 or 0x2C60 <= base < 0x2E00 or 0xA640 <= base < 0xA800
