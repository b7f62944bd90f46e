"""A real server in a process of its own, for what can only be seen from outside."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tools.person import Person
from tools.stack import Stack


class Town:
    """A server with people: Alice owns it, Anna is an admin, Bob and Carol are members.

    Alice and Bob share a room. Everyone lives at an address of their own, because limits count by address.
    """

    def __init__(self, stack: Stack, open_things: ExitStack) -> None:
        self.stack = stack
        self.url = stack.url
        self._open_things = open_things
        self._numbers = itertools.count(1)
        self.alice = self.stranger()
        self.alice.set_up(stack.setup_token)
        self.invite = self.alice.invite()
        self.anna, self.bob, self.carol = (self.newcomer(name) for name in ("Anna", "Bob", "Carol"))
        self.alice.call("PATCH", f"accounts/{self.anna.id}/", {"role": "admin"})
        self.room = self.alice.make_room("Boathouse", self.bob)

    def stranger(self) -> Person:
        """Return someone who isn't signed in."""
        person = Person(self.url, address=f"10.0.0.{next(self._numbers)}")
        self._open_things.callback(person.http.close)
        return person

    def newcomer(self, name: str) -> Person:
        """Return someone who just registered."""
        person = self.stranger()
        person.register(name, invite=self.invite)
        return person


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """One server per module."""
    environment = {"FLOWCHAT_TRUSTED_PROXIES": "127.0.0.1"}
    with Stack(environment=environment, prepared=True) as stack, ExitStack() as open_things:
        yield Town(stack, open_things)
