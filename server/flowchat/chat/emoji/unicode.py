"""How emoji are written: Unicode's each in one form (UTS 51), this server's own as `:name:`."""

import re
from functools import cache

from emoji import EMOJI_DATA, STATUS

_SELECTORS = str.maketrans(dict.fromkeys((0xFE0E, 0xFE0F)))
"""They choose between picture and text for the same character."""

_CUSTOM = re.compile(r":([a-z0-9_+-]{2,32}):")


def custom_name(text: str) -> str | None:
    """Return the name out of `:name:`; None for what is not written that way."""
    found = _CUSTOM.fullmatch(text)
    return found[1] if found else None


def canonical_emoji(text: str) -> str | None:
    """Return the fully qualified form of the one emoji that `text` is; None when it is anything else.

    Programs leave U+FE0F out, or add it, as they like: without one form for all, people who mean the same heart
    would see two.
    """
    return _canonical_forms().get(text.translate(_SELECTORS))


@cache
def _canonical_forms() -> dict[str, str]:
    qualified = STATUS["fully_qualified"]
    return {
        form.translate(_SELECTORS): form for form, facts in EMOJI_DATA.items() if facts["status"] == qualified
    }
