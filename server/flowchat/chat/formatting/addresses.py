"""Addresses in a text: where they begin and end, and which are links at all. Each scan is bounded or consumes."""

import re
from dataclasses import dataclass

from flowchat.chat.formatting.characters import SPACES, is_word

_DECEIVING = "\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Characters that reorder or hide text: with them a link could show another address than it opens (Unicode TR 36)."""
_SENTENCE = "、。，；！？"
"""Chinese and Japanese sentences go on behind these without a space; in addresses they are nearly always encoded."""
_STOP = f'{_SENTENCE}\\x00-\\x20\\x7f-\\xa0<>"`{{}}|\\\\^{SPACES}{_DECEIVING}'
_DECEIT = re.compile(f"[{_DECEIVING}]")
_SCHEME = re.compile(r"https?://|mailto:|www\.", re.IGNORECASE | re.ASCII)
# An address ends before "](": there ends the label of a link.
_AUTHORITY = re.compile(f"(?:[^{_STOP}/?#\\]]|\\](?!\\()){{1,300}}")
_REST = re.compile(f"(?:[^{_STOP}\\]]|\\](?!\\())*")
_IPV6 = re.compile(r"\[[0-9A-Fa-f:.]{2,45}\]")
_PORT = re.compile(r":[0-9]{1,5}(?![0-9])")
_LOCAL = re.compile(r"[A-Za-z0-9._%+-]{1,65}")
_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,255}")
_TOP_LEVEL = re.compile(r"[A-Za-z]{2,24}")
_OPENING = {
    ")": "(", "]": "[", "»": "«", "”": "“", "’": "‘", "）": "（", "」": "「", "』": "『", "】": "【", "》": "《",
}  # fmt: skip
_TAIL = frozenset(".,:;!?'*_~…：")


@dataclass(frozen=True, slots=True)
class Address:
    """A piece of text that is an address: where it ends and what it opens ("" when it must not be a link)."""

    end: int
    url: str


def address_at(text: str, at: int) -> Address | None:
    """Return the bare address that begins at `at`, where a word begins; None when there is none.

    An address that names somebody before its host ("https://bank.example@evil.example") comes back without a url:
    it shows one place and opens another, so all of it stays text.
    """
    before = text[at - 1] if at else ""
    if before not in {"@", "."}:
        found = _with_scheme(text, at)
        if found:
            return found
    if is_word(before) or (before and before in "._%+/-"):
        return None
    end = email_end(text, at)
    return Address(end, f"mailto:{text[at:end]}") if end else None


def _with_scheme(text: str, at: int) -> Address | None:
    scheme = _SCHEME.match(text, at)
    if not scheme:
        return None
    end = _end_behind(text, scheme)
    if end < 0:
        return Address(-end, "")
    if end == 0:
        return None
    end = _without_tail(text, at, end)
    return Address(end, _completed(text[at:end]))


def _end_behind(text: str, scheme: re.Match[str]) -> int:
    read = _mailto_end if scheme[0].lower() == "mailto:" else _web_end
    return read(text, scheme.end())


def _completed(shown: str) -> str:
    return f"https://{shown}" if shown[:4].lower() == "www." else shown


def _mailto_end(text: str, at: int) -> int:
    end = email_end(text, at)
    return _rest_end(text, end) if end and text[end : end + 1] == "?" else end


def _web_end(text: str, at: int) -> int:
    """Return where the address ends whose host begins at `at`; 0 when it is none, -end when it names a user."""
    authority = _AUTHORITY.match(text, at)
    if not authority:
        return 0
    if "@" in authority[0]:
        return -_rest_end(text, authority.end())
    if _DECEIT.match(text, authority.end()):
        return 0  # Cut inside the host, the link would open another place than was meant.
    end = _host_end(text, at, authority.end())
    if not end:
        return 0
    port = _PORT.match(text, end)
    end = port.end() if port else end
    return _rest_end(text, end) if text[end : end + 1] in {"/", "?", "#"} else end


def _rest_end(text: str, at: int) -> int:
    found = _REST.match(text, at)
    return found.end() if found else at


def _host_end(text: str, at: int, limit: int) -> int:
    literal = _IPV6.match(text, at)
    if literal:
        return literal.end()
    if not is_word(text[at]):
        return 0
    end = at
    while end < limit and (text[end] in "-._" or is_word(text[end])):
        end += 1
    while text[end : end + 1] not in {"/", "?", "#", ":"} and text[end - 1] in "-._":
        end -= 1
    return end


def email_end(text: str, at: int) -> int:
    """Return where the e-mail address ends that begins at `at`; 0 when there is none."""
    local = _LOCAL.match(text, at)
    if not local or len(local[0]) > 64 or text[local.end() : local.end() + 1] != "@":
        return 0
    domain = _DOMAIN.match(text, local.end() + 1)
    if not domain:
        return 0
    name = domain[0].rstrip(".-")
    end = domain.start() + len(name)
    labels = name.split(".")
    after = text[end : end + 1]
    if len(labels) < 2 or "" in labels or not _TOP_LEVEL.fullmatch(labels[-1]):
        return 0
    return 0 if is_word(after) or after in {"_", "@"} else end


def _without_tail(text: str, at: int, end: int) -> int:
    """Leave the sentence its punctuation; a closing bracket goes only when it was opened outside."""
    shown = text[at:end]
    surplus = {closing: shown.count(closing) - shown.count(opening) for closing, opening in _OPENING.items()}
    while end > at:
        last = text[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _TAIL:
            break
        end -= 1
    return end


def destination_at(text: str, at: int) -> Address | None:
    """Return the address between round brackets that begins at `at`, behind "("; `end` is the closing bracket."""
    whole = _REST.match(text, at)
    end = _closing_bracket(whole[0]) if whole else -1
    if end <= 0:
        return None
    shown = text[at : at + end]
    scheme = _SCHEME.match(shown)
    if not scheme or _end_behind(shown, scheme) != len(shown):
        return None
    return Address(at + end, _completed(shown))


def _closing_bracket(text: str) -> int:
    depth = 0
    for index, letter in enumerate(text):
        if letter == "(":
            depth += 1
        elif letter == ")":
            if depth == 0:
                return index
            depth -= 1
    return -1
