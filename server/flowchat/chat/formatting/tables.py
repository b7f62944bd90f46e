"""Tables: a line of cells, under it the line that makes it a header, under those the rows."""

import re

from flowchat.chat.formatting.inline import parse_inline
from flowchat.chat.formatting.tree import Align, Block, Inline, Table

MAX_COLUMNS = 32

_RULE = re.compile(r":?-+:?")
_DIVIDER = re.compile(r"(?<!\\)\|")


def read_table(lines: list[str], at: int) -> tuple[Block, int] | None:
    """Return the table whose header is this line, and where it ends; None when there is none."""
    if at + 1 >= len(lines) or "|" not in lines[at]:
        return None
    align = _alignment(lines[at + 1])
    header = _cells(lines[at]) if align else []
    if not align or len(header) != len(align) or len(header) > MAX_COLUMNS:
        return None
    end = at + 2
    rows: list[tuple[tuple[Inline, ...], ...]] = []
    while end < len(lines) and _DIVIDER.search(lines[end]):
        rows.append(_parsed(_cells(lines[end])[: len(header)]))
        end += 1
    return Table(tuple(align), _parsed(header), tuple(rows)), end


def _alignment(line: str) -> list[Align]:
    if "|" not in line or line.strip(" \t|:-"):
        return []
    rules = _cells(line)
    if not all(_RULE.fullmatch(rule) for rule in rules):
        return []
    return [_align(rule) for rule in rules]


def _align(rule: str) -> Align:
    if not rule.endswith(":"):
        return "start"
    return "center" if rule.startswith(":") else "end"


def _cells(line: str) -> list[str]:
    cells = [cell.strip(" \t") for cell in _DIVIDER.split(line)]
    if len(cells) > 1 and not cells[0]:
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1]:
        cells = cells[:-1]
    return [cell.replace("\\|", "|") for cell in cells]


def _parsed(cells: list[str]) -> tuple[tuple[Inline, ...], ...]:
    return tuple(parse_inline(cell) for cell in cells)
