"""What a page says about itself: Open Graph, Twitter's cards, and the plain title and description.

Runs in the child process. The standard library's parser: slower than those in C, but no page can make it write
where it shouldn't, and what it can waste is the child's time.
"""

import codecs
import re
from html.parser import HTMLParser
from typing import ClassVar

ENCODINGS = {
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "koi8-r", "koi8-u", "gbk", "gb2312", "gb18030", "big5",
    "big5hkscs", "euc_jp", "euc-jp", "shift_jis", "cp932", "iso2022_jp", "euc_kr", "cp949", "mac-roman",
    "mac-cyrillic", "tis-620", *(f"iso8859-{number}" for number in range(1, 17) if number != 12),
    *(f"cp125{number}" for number in range(9)), "cp866", "cp874",
}  # fmt: skip
"""Python's names for the encodings of the web (WHATWG Encoding). Its other codecs are no encodings of text, or turn
harmless bytes into markup (UTF-7).
"""
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LONGEST = 2000  # characters of one value; they are cut to size later


def read_page(data: bytes, charset: str) -> dict[str, str]:
    """Return the values found: `og:title`, `twitter:image`, `description`, `title` and so on, the first of each."""
    reader = _Reader()
    reader.feed(decode(data, charset))
    return reader.found


def decode(data: bytes, charset: str) -> str:
    """Return the text of a page: by its mark, by what the header says, by what the page says, or as UTF-8."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    declared = _DECLARED.search(data[:4096])
    for name in (charset, declared.group(1).decode("ascii", errors="replace") if declared else ""):
        known = _known(name)
        if known:
            return data.decode(known, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        cut_in_two = error.reason == "unexpected end of data"  # the last character, where the page was cut
        return data.decode("utf-8" if cut_in_two else "cp1252", errors="replace")


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return ""
    # The web means Windows' superset when it says Latin-1 or ASCII.
    if found in ("iso8859-1", "ascii"):
        return "cp1252"
    return found if found in ENCODINGS else ""


class _Reader(HTMLParser):
    """Collects what the head says; values, never markup."""

    WANTED: ClassVar = {
        "og:title", "og:description", "og:site_name", "og:image", "og:image:url", "og:image:secure_url",
        "twitter:title", "twitter:description", "twitter:image", "twitter:image:src", "description",
    }  # fmt: skip

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._title: list[str] | None = None
        self._drawing = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note metadata, and where the title begins."""
        if tag == "meta":
            self._note(dict(reversed(attrs)))
        elif tag == "svg":
            self._drawing += 1  # a drawing's title is not the page's
        elif tag == "title" and not self._drawing and "title" not in self.found:
            self._title = []

    def handle_endtag(self, tag: str) -> None:
        """Note the title, or the end of a drawing."""
        if tag == "svg":
            self._drawing = max(0, self._drawing - 1)
        elif tag == "title" and self._title is not None:
            self._keep("title", "".join(self._title))
            self._title = None

    def handle_data(self, data: str) -> None:
        """Collect the title's text."""
        if self._title is not None:
            self._title.append(data[:_LONGEST])

    def _note(self, attributes: dict[str, str | None]) -> None:
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        name = name.strip().lower()
        if name in self.WANTED:
            self._keep(name, attributes.get("content") or "")

    def _keep(self, name: str, value: str) -> None:
        if value.strip():
            self.found.setdefault(name, value.strip()[:_LONGEST])
