"""Text into its tree: blocks by lines, every line looked at once for each container around it (at most MAX_DEPTH)."""

import re
from dataclasses import dataclass

from flowchat.chat.formatting.inline import parse_inline
from flowchat.chat.formatting.tables import read_table
from flowchat.chat.formatting.tree import Block, Break, CodeBlock, Inline, Item, List, Paragraph, Quote, Tree

MAX_DEPTH = 5
"""How deep quotes and lists may stand in each other; deeper, their marks are text."""

_LANG = re.compile(r"[A-Za-z0-9+#._-]{1,32}")
_MARKER = re.compile(r"([-*]|[0-9]{1,3}[.)])[ \t]+(?=[^ \t])")


def parse(text: str) -> Tree:
    """Return the tree of a text by the grammar of docs/formatting.md. Never raises; time linear in the text."""
    return _blocks(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 0)


def _blocks(lines: list[str], depth: int) -> Tree:
    blocks: list[Block] = []
    plain: list[str] = []
    at = 0
    while at < len(lines):
        found = _block_at(lines, at, depth)
        if found:
            _end_paragraph(plain, blocks)
            block, at = found
            blocks.append(block)
        else:
            plain.append(lines[at])
            at += 1
    _end_paragraph(plain, blocks)
    return tuple(blocks)


def _block_at(lines: list[str], at: int, depth: int) -> tuple[Block, int] | None:
    """Return the block that begins in a line and where it ends; None when the line is text."""
    found = _read_code(lines, at)
    if not found and depth < MAX_DEPTH:
        found = _read_quote(lines, at, depth) or _read_list(lines, at, depth)
    return found or read_table(lines, at)


def is_blank(line: str) -> bool:
    """Has a line nothing but spaces and tabs?"""
    return not line.strip(" \t")


def _end_paragraph(plain: list[str], blocks: list[Block]) -> None:
    """Make a paragraph of the lines of text so far. Blank lines inside it stay; marks do not reach across them."""
    children: list[Inline] = []
    group: list[str] = []
    gap = 0
    for line in plain:
        if not is_blank(line):
            if gap and (children or group):
                children += parse_inline("\n".join(group)) + (Break(),) * (gap + 1)
                group = []
            gap = 0
            group.append(line)
        else:
            gap += 1
    plain.clear()
    children += parse_inline("\n".join(group))
    if children:
        blocks.append(Paragraph(tuple(children)))


def _read_code(lines: list[str], at: int) -> tuple[Block, int] | None:
    opened = _fence(lines[at])
    if not opened:
        return None
    length, info = opened
    if "`" in info:
        return None
    lang = info if _LANG.fullmatch(info) else ""
    code = [info] if info and not lang else []
    for end in range(at + 1, len(lines)):
        closing = _fence(lines[end])
        if closing and closing[0] >= length and not closing[1]:
            return CodeBlock(lang.lower(), "\n".join([*code, *lines[at + 1 : end]])), end + 1
    return CodeBlock(lang.lower(), "\n".join([*code, *lines[at + 1 :]])), len(lines)


def _fence(line: str) -> tuple[int, str] | None:
    """Return how many backticks open or close code in a line, and what stands behind them."""
    rest = line.lstrip(" ")
    if len(line) - len(rest) > 3 or not rest.startswith("```"):
        return None
    info = rest.lstrip("`")
    return len(rest) - len(info), info.strip(" \t")


def _read_quote(lines: list[str], at: int, depth: int) -> tuple[Block, int] | None:
    inside: list[str] = []
    while at + len(inside) < len(lines) and (line := _quoted(lines[at + len(inside)])) is not None:
        inside.append(line)
    return (Quote(_blocks(inside, depth + 1)), at + len(inside)) if inside else None


def _quoted(line: str) -> str | None:
    """Return a line without its mark of quotation; None when it has none."""
    rest = line.lstrip(" ")
    # ">:(" and ">_<" are faces, not quotes.
    if len(line) - len(rest) > 3 or rest[:1] != ">" or rest[1:2] not in {"", " ", "\t", ">"}:
        return None
    return rest[2:] if rest[1:2] == " " else rest[1:]


@dataclass(slots=True)
class _Marker:
    indent: int
    width: int
    number: int | None
    content: str

    @property
    def ordered(self) -> bool:
        return self.number is not None


def _marker(line: str) -> _Marker | None:
    spread = _spread(line)
    bare = spread.lstrip(" ")
    found = _MARKER.match(bare)
    if not found:
        return None
    number = int(found[1][:-1]) if len(found[1]) > 1 else None
    return _Marker(len(spread) - len(bare), len(found[1]) + 1, number, bare[found.end() :])


def _spread(line: str) -> str:
    """Return a line with the tabs before its text as spaces, four columns wide."""
    column = 0
    for index, letter in enumerate(line):
        if letter == "\t":
            column += 4 - column % 4
        elif letter == " ":
            column += 1
        else:
            return " " * column + line[index:]
    return ""


def _read_list(lines: list[str], at: int, depth: int) -> tuple[Block, int] | None:
    marker = _marker(lines[at])
    if marker is None:
        return None
    ordered = marker.ordered
    items: list[Item] = []
    while marker is not None and marker.ordered == ordered:
        inside, at = _item_lines(lines, at + 1, marker)
        items.append(Item(marker.number, _blocks(inside, depth + 1)))
        following = _after_blanks(lines, at)
        marker = _marker(lines[following]) if following < len(lines) else None
        if marker is not None and marker.ordered == ordered:
            at = following
    return List(ordered, tuple(items)), at


def _item_lines(lines: list[str], at: int, marker: _Marker) -> tuple[list[str], int]:
    """Return the lines of an item, without their indentation, and where they end."""
    inside = [marker.content]
    while at < len(lines):
        following = _after_blanks(lines, at)
        line = _spread(lines[following]) if following < len(lines) else ""
        indent = len(line) - len(line.lstrip(" "))
        if not line or indent < marker.indent + 2:
            break
        inside += [""] * (following - at)
        inside.append(line[min(indent, marker.indent + marker.width) :])
        at = following + 1
    return inside, at


def _after_blanks(lines: list[str], at: int) -> int:
    while at < len(lines) and is_blank(lines[at]):
        at += 1
    return at
