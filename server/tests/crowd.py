"""People who send and listen all the time while something happens to the server. They come back by themselves."""

import contextlib
import random
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tools.person import Person

PAUSE_SECONDS = 0.6
"""Between two messages of one person. Their limit is 120 a minute, which no machine may be quick enough to reach."""
RETURN_SECONDS = 1.0
"""Within which somebody whose socket closed comes back, as the web client does."""


@dataclass
class Told:
    """What happened to one person."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    """The ids the client gave to messages that the server took, and their `seq`."""
    refused: list[httpx.Response] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    """Requests whose connection ended before there was an answer."""
    closes: list[int] = field(default_factory=list)
    heard: set[int] = field(default_factory=set)
    online: bool = False


class Member:
    """One person with one socket and one connection for requests."""

    def __init__(self, person: Person, room: str, ending: threading.Event) -> None:
        self.person = person
        self.told = Told()
        self._room = room
        self._ending = ending
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self._send, self._listen)]

    def _send(self) -> None:
        client_id = str(uuid.uuid4())
        while not self._ending.wait(PAUSE_SECONDS * random.uniform(0.5, 1.5)):
            body = {"room": self._room, "client_id": client_id, "text": f"From {self.person.me['username']}"}
            try:
                answer = self.person.send("POST", "messages/", body)
            except httpx.TransportError as error:
                self.told.unanswered.append(f"{type(error).__name__}: {error}")
                continue
            if not answer.is_success:
                self.told.refused.append(answer)
                continue
            # The same id until it is taken: whether an unanswered one was is for the server to know.
            self.told.acknowledged[client_id] = answer.json()["message"]["seq"]
            client_id = str(uuid.uuid4())

    def _listen(self) -> None:
        while not self._ending.is_set():
            with contextlib.suppress(OSError, TimeoutError, InvalidHandshake, ConnectionClosed):
                self._listen_once()
            self.told.online = False
            self._ending.wait(random.uniform(0, RETURN_SECONDS))

    def _listen_once(self) -> None:
        with self.person.socket() as socket:
            self.told.online = True
            next_beat = time.monotonic()
            while not self._ending.is_set():
                if time.monotonic() >= next_beat:
                    socket.say(type="heartbeat", active=True)
                    next_beat += 10
                try:
                    frame = socket.hear("event", within=0.2)
                except AssertionError:
                    continue
                except ConnectionClosed as closed:
                    self.told.closes.append(closed.rcvd.code if closed.rcvd else 1006)
                    raise
                if frame["stream"] == f"room.{self._room}":
                    self.told.heard.add(frame["seq"])


class Crowd:
    """Everyone at once, for the length of a `with` block."""

    def __init__(self, people: Sequence[Person], room: str) -> None:
        self._ending = threading.Event()
        self.members = [Member(person, room, self._ending) for person in people]

    def __enter__(self) -> Self:
        for thread in self._threads():
            thread.start()
        self.wait_until_online()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        for thread in self._threads():
            thread.join(30)

    def wait_until_online(self, seconds: float = 30) -> None:
        """Wait until every socket is open."""
        deadline = time.monotonic() + seconds
        while not all(one.told.online for one in self.members):
            assert time.monotonic() < deadline, "somebody does not come back"
            time.sleep(0.02)

    @property
    def told(self) -> list[Told]:
        """What happened to each."""
        return [one.told for one in self.members]

    def _threads(self) -> Iterator[threading.Thread]:
        return (thread for one in self.members for thread in one.threads)


def assert_all_there_once(crowd: Crowd, reader: Person, room: str) -> None:
    """Every message that was acknowledged is in the room exactly once, under its `seq`, in one order for all."""
    found: dict[str, int] = {}
    seqs: list[int] = []
    query = "&limit=100"
    while page := reader.history(room, query):
        seqs[:0] = [message["seq"] for message in page]
        for message in page:
            assert message["client_id"] not in found, "a message is there twice"
            found[message["client_id"]] = message["seq"]
        query = f"&limit=100&before={page[0]['seq']}"
    assert seqs == sorted(set(seqs))
    for told in crowd.told:
        for client_id, seq in told.acknowledged.items():
            assert found.get(client_id) == seq
