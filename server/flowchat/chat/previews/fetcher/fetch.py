"""Following a link to what it leads to, with every step checked anew."""

import asyncio
import ssl
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urljoin

from flowchat.chat.previews.fetcher.exchange import Answer, exchange
from flowchat.chat.previews.fetcher.guard import Guard
from flowchat.chat.previews.fetcher.refused import Refused
from flowchat.version import VERSION

PAGE_BYTES = 1024 * 1024
PICTURE_BYTES = 2 * 1024 * 1024
PAGE_TYPES = ("text/html", "application/xhtml+xml")
PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
SECONDS = 8.0
"""For everything together: names, connections, redirects, bodies. A server that sends a byte a second gets no more."""
_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_AGENT = f"FlowChat/{VERSION} (link preview)"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a link led to, and the address it was found at after all redirects."""

    url: str
    body: bytes
    content_type: str
    charset: str


@cache
def system_tls() -> ssl.SSLContext:
    """Return the system's idea of good certificates; made with the first link, not with the server."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches pages and pictures. Only tests hand in another guard, certificates or time."""

    guard: Guard = field(default_factory=Guard)
    tls: Callable[[], ssl.SSLContext] = system_tls
    seconds: float = SECONDS

    async def page(self, url: str) -> Fetched:
        """Return a page of HTML, cut at PAGE_BYTES. Raises Refused."""
        return await self._fetch(url, PAGE_TYPES, limit=PAGE_BYTES, whole=False)

    async def picture(self, url: str) -> Fetched:
        """Return a picture of at most PICTURE_BYTES. Raises Refused."""
        return await self._fetch(url, PICTURE_TYPES, limit=PICTURE_BYTES, whole=True)

    async def _fetch(self, url: str, types: Collection[str], *, limit: int, whole: bool) -> Fetched:
        try:
            async with asyncio.timeout(self.seconds):
                # One byte more than may be kept tells "just fits" from "too large".
                where, answer = await self._follow(url, types, limit + whole)
        except TimeoutError as error:
            raise Refused("it took too long") from error
        if answer.content_type not in types:
            raise Refused(f"not what was asked for: {answer.content_type[:40]!r}")
        if whole and not answer.whole:
            raise Refused("it is too large, or ended too early")
        return Fetched(where, answer.body, answer.content_type, _charset(answer))

    async def _follow(self, url: str, types: Collection[str], limit: int) -> tuple[str, Answer]:
        for _ in range(1 + _MOST_REDIRECTS):
            target = self.guard.check(url)
            addresses = await self.guard.addresses_of(target)
            tls = self.tls() if target.scheme == "https" else None
            answer = await exchange(
                target, addresses, headers=_headers(types), types=types, limit=limit, tls=tls
            )
            if answer.status not in _REDIRECTS:
                if answer.status != 200:
                    raise Refused(f"the answer is {answer.status}")
                return target.url, answer
            url = _next(target.url, answer)
        raise Refused("it redirects without end")


def _headers(types: Collection[str]) -> list[tuple[str, str]]:
    return [
        ("User-Agent", _AGENT),
        ("Accept", ", ".join(types)),
        ("Accept-Language", "en, *;q=0.5"),
        ("Accept-Encoding", "gzip, deflate"),
    ]


def _next(url: str, answer: Answer) -> str:
    """Return where a redirect leads; nothing of it is trusted more than the link itself was."""
    place = answer.headers.get("location", "")
    if not place:
        raise Refused("it redirects to nowhere")
    try:
        # Headers came as Latin-1; what servers mean is UTF-8 more often than not.
        place = place.encode("latin-1").decode("utf-8", errors="replace")
        return urljoin(url, place).partition("#")[0]
    except ValueError as error:
        raise Refused("it redirects to what is no address") from error


def _charset(answer: Answer) -> str:
    for part in answer.headers.get("content-type", "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()[:40]
    return ""
