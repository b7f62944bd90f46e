"""What a page says about itself, made into what readers see."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from flowchat.chat.previews.reading.words import clean

_TITLE, _DESCRIPTION, _SITE = 200, 400, 80


@dataclass(frozen=True, slots=True)
class Found:
    """A preview's words, and where its picture is elsewhere."""

    title: str
    description: str
    site: str
    image: str


def compose(found: Mapping[str, str], url: str) -> Found | None:
    """Return a preview of a page that was found at `url`, or None when it says nothing about itself."""

    def first(*names: str) -> str:
        return next((found[name] for name in names if found.get(name)), "")

    title = clean(first("og:title", "twitter:title", "title"), _TITLE)
    description = clean(first("og:description", "twitter:description", "description"), _DESCRIPTION)
    image = first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    if not (title or description):
        return None
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return Found(
        title=title,
        description=description if description != title else "",
        site=clean(found.get("og:site_name", ""), _SITE) or clean(host, _SITE),
        image=_address(url, image),
    )


def _address(url: str, image: str) -> str:
    try:
        return urljoin(url, image) if image else ""
    except ValueError:
        return ""
