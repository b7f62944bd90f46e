"""What a formatted text consists of. `dataclasses.asdict` makes of it the trees of contract/formatting/vectors.json."""

from dataclasses import dataclass
from typing import Literal

Align = Literal["start", "center", "end"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they stand."""

    text: str
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line."""

    type: Literal["break"] = "break"


@dataclass(frozen=True, slots=True)
class Code:
    """Code within a line."""

    text: str
    type: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class Styled:
    """Bold, italic, struck out, or hidden until it is asked for."""

    type: Literal["bold", "italic", "strike", "spoiler"]
    children: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Link:
    """`url` begins with http:, https: or mailto:, in any case of letters, and with nothing else."""

    url: str
    children: tuple["Inline", ...]
    type: Literal["link"] = "link"


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody called by `name`, as it was written: whether there is such a person is not known here."""

    name: str
    type: Literal["mention"] = "mention"


@dataclass(frozen=True, slots=True)
class Group:
    """Several people called at once: those who are here, or all of the room."""

    name: Literal["here", "all"]
    type: Literal["group"] = "group"


@dataclass(frozen=True, slots=True)
class Emoji:
    """A shortcode without its colons; whether it exists is not known here."""

    name: str
    type: Literal["emoji"] = "emoji"


Inline = Text | Break | Code | Styled | Link | Mention | Group | Emoji


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of text, blank ones among them included."""

    children: tuple[Inline, ...]
    type: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else said."""

    children: tuple["Block", ...]
    type: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; `number` as written, None in a list of bullets."""

    number: int | None
    children: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class List:
    """Items with bullets, or with numbers."""

    ordered: bool
    items: tuple[Item, ...]
    type: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code; `lang` in lower case as it was written, "" when none was."""

    lang: str
    text: str
    type: Literal["code_block"] = "code_block"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows hold at most as many cells as the header; a shorter row leaves the rest empty."""

    align: tuple[Align, ...]
    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    type: Literal["table"] = "table"


Block = Paragraph | Quote | List | CodeBlock | Table
Tree = tuple[Block, ...]
