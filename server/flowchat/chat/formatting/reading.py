"""What the server reads out of a formatted text: plain text for search, notices and previews, and what is in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flowchat.chat.formatting.parser import parse
from flowchat.chat.formatting.tree import (
    Block,
    Break,
    Code,
    CodeBlock,
    Emoji,
    Group,
    Inline,
    Link,
    List,
    Mention,
    Paragraph,
    Quote,
    Styled,
    Table,
    Text,
)

HIDDEN = "█████"
"""Stands for a spoiler. Always of the same length: its length would tell something, too."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who is called in a text: usernames as written, each once, and the groups here and all."""

    names: tuple[str, ...]
    groups: tuple[str, ...]


def plain_text(text: str, *, spoilers: bool = True, emoji: Callable[[str], str | None] | None = None) -> str:
    """Return what a text says, without its marks; blocks and lines divided by line ends.

    spoilers=False hides spoilers, for notices and for previews that nobody asked to see. `emoji` gives the character
    of a shortcode, or None: then the shortcode stays.
    """
    return "\n".join(_Plain(spoilers=spoilers, emoji=emoji).block(block) for block in parse(text))


def links_of(text: str, *, spoilers: bool = True) -> tuple[str, ...]:
    """Return the addresses that a text links to, each once, in their order; those in code are none.

    spoilers=False leaves out those in spoilers: nobody asked to see what they lead to.
    """
    nodes = _inlines(parse(text), spoilers=spoilers)
    return tuple(dict.fromkeys(node.url for node in nodes if isinstance(node, Link)))


def has_code(text: str) -> bool:
    """Is there code in a text, within a line or as a block?"""
    return any(isinstance(node, Code | CodeBlock) for node in _nodes(parse(text)))


def mentions_of(text: str) -> Mentions:
    """Return who is called in a text, outside code; whether a name is somebody's is for the caller to find out."""
    nodes = list(_inlines(parse(text)))
    return Mentions(
        names=tuple(dict.fromkeys(node.name for node in nodes if isinstance(node, Mention))),
        groups=tuple(dict.fromkeys(node.name for node in nodes if isinstance(node, Group))),
    )


def _nodes(blocks: tuple[Block, ...], *, spoilers: bool = True) -> Iterator[Block | Inline]:
    for block in blocks:
        yield block
        match block:
            case Paragraph():
                yield from _within(block.children, spoilers=spoilers)
            case Quote():
                yield from _nodes(block.children, spoilers=spoilers)
            case List():
                for item in block.items:
                    yield from _nodes(item.children, spoilers=spoilers)
            case Table():
                for row in (block.header, *block.rows):
                    for cell in row:
                        yield from _within(cell, spoilers=spoilers)


def _within(children: tuple[Inline, ...], *, spoilers: bool) -> Iterator[Inline]:
    for node in children:
        yield node
        hidden = isinstance(node, Styled) and node.type == "spoiler" and not spoilers
        if isinstance(node, Styled | Link) and not hidden:
            yield from _within(node.children, spoilers=spoilers)


def _inlines(blocks: tuple[Block, ...], *, spoilers: bool = True) -> Iterator[Inline]:
    return (
        node
        for node in _nodes(blocks, spoilers=spoilers)
        if not isinstance(node, Paragraph | Quote | List | CodeBlock | Table)
    )


class _Plain:
    def __init__(self, *, spoilers: bool, emoji: Callable[[str], str | None] | None) -> None:
        self.spoilers = spoilers
        self.emoji = emoji

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return self.line(block.children)
            case Quote():
                return self.blocks(block.children)
            case CodeBlock():
                return block.text
            case List():
                return "\n".join(
                    ("• " if item.number is None else f"{item.number}. ") + self.blocks(item.children)
                    for item in block.items
                )
            case Table():
                return "\n".join(" | ".join(map(self.line, row)) for row in (block.header, *block.rows))

    def blocks(self, blocks: tuple[Block, ...]) -> str:
        return "\n".join(map(self.block, blocks))

    def line(self, children: tuple[Inline, ...]) -> str:
        return "".join(map(self.inline, children))

    def inline(self, node: Inline) -> str:
        match node:
            case Text() | Code():
                return node.text
            case Break():
                return "\n"
            case Mention() | Group():
                return f"@{node.name}"
            case Emoji():
                return (self.emoji and self.emoji(node.name)) or f":{node.name}:"
            case Styled(type="spoiler") if not self.spoilers:
                return HIDDEN
            case Styled() | Link():
                return self.line(node.children)
