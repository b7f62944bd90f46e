"""Fetchers that may reach the hostile servers of the tests, and nothing else nearby."""

import ssl
from collections.abc import Callable
from ipaddress import ip_address

import pytest
import trustme

from flowchat.chat.previews.fetcher.fetch import Fetcher
from flowchat.chat.previews.fetcher.guard import Guard
from flowchat.chat.previews.fetcher.ranges import Address
from flowchat.chat.previews.fetcher.refused import Refused
from flowchat.chat.previews.fetcher.resolver import resolve
from flowchat.chat.previews.tests.hostile import Hostile
from flowchat.chat.rooms.tests.conftest import cast

__all__ = ["cast"]

MakeFetcher = Callable[..., Fetcher]


class Names:
    """A name server of our own: a list of answers per name, one after the other, the last one for good."""

    def __init__(self) -> None:
        self.answers: dict[str, list[list[str]]] = {"pages.example": [["127.0.0.1"]]}
        self.asked: list[str] = []

    async def resolve(self, host: str) -> list[Address]:
        """Answer for a name; others are unknown."""
        self.asked.append(host)
        if host not in self.answers:
            raise Refused("the name has no address")
        rest = self.answers[host]
        found = rest.pop(0) if len(rest) > 1 else rest[0]
        return [ip_address(one) for one in found]


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def make_fetcher(names: Names, authority: trustme.CA) -> MakeFetcher:
    """Return how to make a fetcher that may reach these servers."""

    def make(*servers: Hostile, seconds: float = 20.0, real_names: bool = False) -> Fetcher:
        trust = ssl.create_default_context()
        authority.configure_trust(trust)
        doors = frozenset(("127.0.0.1", server.port) for server in servers)
        guard = Guard(resolve=resolve if real_names else names.resolve, doors=doors)
        return Fetcher(guard=guard, tls=lambda: trust, seconds=seconds)

    return make
