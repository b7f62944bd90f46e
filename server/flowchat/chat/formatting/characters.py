"""Classes of characters, written out: Python and JavaScript mean different things by white space and words."""

import unicodedata

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""White space, as the inside of a regular expression's character class."""

_SPACE = frozenset(
    "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
)
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x9FFF),  # Chinese, Japanese
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF),
)
"""Scripts written without spaces: where their words end can't be seen, so a name may follow them directly."""


def is_space(letter: str) -> bool:
    """Is it white space, or the edge of the text ("")?"""
    return letter == "" or letter in _SPACE


def is_word(letter: str) -> bool:
    """Is it a letter, a mark or a number of any script?"""
    return letter != "" and unicodedata.category(letter)[0] in "LMN"


def joins_words(letter: str) -> bool:
    """Is it part of a word in a script that puts spaces between words?"""
    return is_word(letter) and not any(first <= ord(letter) <= last for first, last in _UNSPACED)
