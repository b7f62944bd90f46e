"""Keeps an eye on a browser context: no other origin, no error in the console, no exception in a page."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError, WebSocket

# What the browser itself says when a request fails. A story that takes the network away expects these.
# In Firebase mode Google's SDK says so, too.
NETWORK_LOSS = (r"net::ERR_", r"WebSocket connection to", r"status of 5\d\d", r"\] +@firebase/\w+: ")
# A visitor without a session asks for one and is told no: Chromium writes every 401 to the console.
_ALWAYS_FINE = (r"status of 401 .*auth/(?:refresh|login)/",)


class Watch:
    """What a context did that no story allows. `check()` fails when there is any."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._hosts = {urlsplit(origin).netloc}
        self._found: list[str] = []
        self._fine = list(_ALWAYS_FINE)
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("page", lambda page: page.on("websocket", self._on_socket))

    def expect(self, *patterns: str) -> None:
        """Let console messages that match these pass: the story causes them on purpose."""
        self._fine.extend(patterns)

    def allow(self, *hosts: str) -> None:
        """Let pages talk to these hosts (with their ports) as well."""
        self._hosts.update(hosts)

    def check(self) -> None:
        """Fail with everything that was found and not expected."""
        found = [one for one in self._found if not any(re.search(pattern, one) for pattern in self._fine)]
        assert not found, "the browser complained:\n" + "\n".join(found[:20])

    def _on_request(self, request: Request) -> None:
        self._check_origin(request.url)

    def _on_socket(self, socket: WebSocket) -> None:
        self._check_origin(socket.url)

    def _check_origin(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc not in self._hosts:
            self._found.append(f"request to another origin: {url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            place = message.location
            self._found.append(f"console {message.type}: {message.text} {place['url']}")

    def _on_error(self, error: WebError) -> None:
        self._found.append(f"exception: {error.error}")
