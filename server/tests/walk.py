"""Reads the executed parts of docs/protocol.md: JSON examples of the wire objects, and the walk.

A marked example is `<!-- example: Name -->` before a json block. The walk is made of `walk` blocks:

    Alice: POST /api/rooms/            who asks for what; `{"a": 1}` in the lines below is the body
    201                                the status that comes
    {"room": {"id": "<room>"}, ...}    and the answer
    Bob hears                          the next frame of this type on Bob's socket, then the frame
    Bob says                           a frame Bob sends

In a pattern `"..."` stands for anything, `"<name>"` remembers a value or compares it with the remembered one.
Objects must have exactly the keys shown, so that the page can't forget a field.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_EXAMPLE = re.compile(r"<!-- example: (?P<name>\w+) -->\s*```json\n(?P<body>.*?)```", re.DOTALL)
_WALK = re.compile(r"```walk\n(.*?)```", re.DOTALL)
_STEP = re.compile(
    r"^(?P<who>[A-Z]\w+)(?:: (?P<method>GET|POST|PATCH|DELETE) (?P<path>/\S+)| (?P<act>hears|says))$"
)
_STATUS = re.compile(r"^\d{3}$")
_NAME = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Step:
    """One exchange of the walk."""

    who: str
    act: str
    """An HTTP method, `hears` or `says`."""
    path: str = ""
    body: Any = None
    status: int = 0
    answer: Any = None


def examples(page: str) -> list[tuple[str, Any]]:
    """Return the marked examples: the name of a wire object and the JSON shown for it."""
    return [(found["name"], json.loads(found["body"])) for found in _EXAMPLE.finditer(page)]


def steps(page: str) -> Iterator[Step]:
    """Return the steps of all walk blocks in order."""
    for block in _WALK.findall(page):
        lines: list[str] = block.splitlines()
        starts = [number for number, line in enumerate(lines) if _STEP.match(line)]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield _step(lines[start], lines[start + 1 : end])


def _step(head: str, rest: list[str]) -> Step:
    found = _STEP.match(head)
    assert found, head
    if found["act"]:
        return Step(found["who"], found["act"], body=_parse(rest))
    cut = next(number for number, line in enumerate(rest) if _STATUS.match(line))
    return Step(
        found["who"],
        found["method"],
        found["path"],
        body=_parse(rest[:cut]),
        status=int(rest[cut]),
        answer=_parse(rest[cut + 1 :]),
    )


def _parse(lines: list[str]) -> Any:
    text = "\n".join(lines).strip()
    return json.loads(text) if text else None


def fill(pattern: Any, known: dict[str, Any]) -> Any:
    """Replace `<name>` by what was remembered under it, in a body or a path."""
    if isinstance(pattern, dict):
        return {fill(key, known): fill(value, known) for key, value in pattern.items()}
    if isinstance(pattern, list):
        return [fill(item, known) for item in pattern]
    if not isinstance(pattern, str):
        return pattern
    whole = _NAME.fullmatch(pattern)
    if whole:
        return known[whole[1]]
    return _NAME.sub(lambda found: str(known[found[1]]), pattern)


def match(pattern: Any, value: Any, known: dict[str, Any], place: str = "answer") -> None:
    """Compare an answer with the pattern shown for it; remembers named values; fails saying where they differ."""
    if pattern == "...":
        return
    if isinstance(pattern, str) and (whole := _NAME.fullmatch(pattern)):
        assert known.setdefault(whole[1], value) == value, f"{place}: {value!r} is not <{whole[1]}>"
    elif isinstance(pattern, str) and _NAME.search(pattern) and isinstance(value, str):
        _match_parts(pattern, value, known, place)
    elif isinstance(pattern, dict):
        assert isinstance(value, dict), f"{place}: {value!r} is no object"
        shown = {fill(key, known): one for key, one in pattern.items()}
        assert set(shown) == set(value), (
            f"{place}: the page shows {sorted(shown)}, the server {sorted(value)}"
        )
        for key, one in shown.items():
            match(one, value[key], known, f"{place}.{key}")
    elif isinstance(pattern, list):
        assert isinstance(value, list), f"{place}: {value!r} is no list"
        assert len(pattern) == len(value), (
            f"{place}: the page shows {len(pattern)} items, the server {len(value)}"
        )
        for number, (one, other) in enumerate(zip(pattern, value, strict=True)):
            match(one, other, known, f"{place}[{number}]")
    else:
        wanted = fill(pattern, known)
        assert wanted == value, f"{place}: the page shows {wanted!r}, the server {value!r}"


def _match_parts(pattern: str, value: str, known: dict[str, Any], place: str) -> None:
    """Match names inside a longer text, such as the token in an address."""
    parts = _NAME.split(pattern)
    texts, names = parts[::2], parts[1::2]
    expression = "(.+?)".join(re.escape(text) for text in texts)
    found = re.fullmatch(expression, value)
    assert found, f"{place}: {value!r} does not look like {pattern!r}"
    for name, one in zip(names, found.groups(), strict=True):
        match(f"<{name}>", one, known, place)
