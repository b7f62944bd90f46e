"""Texts that try to confuse a parser, for Hypothesis and for the comparison with the client's parser."""

from hypothesis import strategies as st

MARKS = (
    "*",
    "**",
    "***",
    "_",
    "__",
    "~~",
    "~",
    "||",
    "|",
    "`",
    "``",
    "```",
    "[",
    "](",
    "]",
    "(",
    ")",
    "\\",
    "<",
    ">",
)
LINES = (
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "> ",
    "- ",
    "* ",
    "1. ",
    "2) ",
    "1000. ",
    "\t",
    "  ",
    "    ",
    "|--|",
    "|:-:|-|",
)
BLOCKS = ("\n```py\n", "\n```\n", "````", "| a | b |", "\n|---|---|\n", "\n  - ", "\n    1. ", "\n> > ")
ADDRESSES = (
    "http://", "HTTPS://", "www.", "mailto:", "a@b.example", "example.org", "/p_q", "?q=1", "#f", ":8000/", "[::1]",
    "](https://example.org)", "user@", "javascript:alert(1)", "data:text/html,", "vbscript:", "file:///",
)  # fmt: skip
NAMES = (
    "@",
    "@alice",
    "@HERE",
    "@all",
    "@a.b-",
    "@@",
    "@дарья",
    "@张三",
    ":",
    "::",
    ":smile:",
    ":+1:",
    "10:30:45",
)
LETTERS = (
    "a",
    "b c",
    "Word",
    "é",
    "日本",
    "ไทย",
    "한국",
    "٣",
    "\U00020000",
    "\U0001d400",
    "😀",
    "👩\u200d👧",
    "ſ",
    "İ",
    "K",
)
SPACES = (
    " ",
    "\xa0",
    "\u3000",
    "\u2028",
    "\x85",
    "\x0b",
    "\u200b",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u0301",
    "\ufe0f",
)
SIGNS = (
    ".",
    ",",
    "!",
    "?",
    "'",
    '"',
    "。",
    "、",
    "，",
    "」",
    "「",
    "”",
    "’",
    "%",
    "+",
    "-",
    "_",
    "{",
    "^",
    "&amp;",
)
TAGS = (
    "<b>",
    "</code>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"onclick="',
    "\x00",
    "\x1b",
)
ATOMS = (*MARKS, *LINES, *BLOCKS, *ADDRESSES, *NAMES, *LETTERS, *SPACES, *SIGNS, *TAGS)

texts = st.lists(st.one_of(st.sampled_from(ATOMS), st.text(max_size=4)), max_size=40).map("".join)
"""Any text, more often one of marks and pieces of addresses."""

UNITS = (
    *MARKS, *NAMES, *ADDRESSES, "*a", "**a", "_a ", "a* ", "*a **b ", "***a", "~~a", "||a ", "`a", "`a``", "[a", "[a](",
    "[a](http://a", "](http://a", "[a](http://a)", "http://@", "www.-", "https://a)", "https://a(", "a.", "a@", "a@b.",
    "a@a.a.", "@a.", ":a", "> ", "- ", "- a\n", "  - a\n", "1. a\n\n", "\n", "\n\n", "\n>", "\n> > > > > ", "\n\t- a",
    "|a", "|a|\n|-|\n",
    "||", "\n|-|", "|-", "\\|", "```", "```\n", "\n```a\n", "` ", "\\\\", "\\`", " ", "\t", ")", "。",
)  # fmt: skip
"""What a long text of nothing else may not make slow."""
