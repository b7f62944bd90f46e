"""One person of the load: a browser's protocol (docs/protocol.md) and a journal of what was heard."""

import asyncio
import random
import time
from array import array
from collections import Counter
from datetime import datetime
from typing import NamedTuple

from bench.load_numbers import Times
from bench.load_wire import HttpLine, Json, Refused, SocketLine

PASSWORD = "quiet flowing water"
READY_SECONDS = 30.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
"""The web client's back-off: doubled each time, with full jitter."""


class Journal:
    """What the people of one process heard, and what went wrong."""

    def __init__(self) -> None:
        self.latencies = Times()
        """From the time for which a message was planned until a socket brought it."""
        self.troubles: Counter[str] = Counter()
        self.doubled = 0


class Back(NamedTuple):
    """How a return went: seconds until the ready frame, until everything missed was there, and events fetched."""

    ready: float
    caught_up: float
    fetched: int


class LoadPerson:
    """An account with one device."""

    def __init__(self, name: str, address: str, port: int, journal: Journal) -> None:
        self.name = name
        self.id = ""
        self.token = ""
        self.token_ends = 0.0
        self.heard = array("I")
        """The number of every message that came, by socket or by sync, each once if all is well."""
        self.positions: dict[str, int] = {}
        self.socket: SocketLine | None = None
        self.http = HttpLine(port, address)
        self._parked: dict[str, dict[int, Json]] = {}
        self._live: dict[str, int] = {}
        self._ready: asyncio.Future[Json] | None = None
        self._returning: asyncio.Future[Back] | None = None
        self._address = address
        self._port = port
        self._journal = journal

    # ---- signing in

    async def sign_in(self) -> float:
        """Sign in with the password; return how long that took."""
        began = time.monotonic()
        self._take(await self.http.ask("POST", "auth/login/", {"login": self.name, "password": PASSWORD}))
        return time.monotonic() - began

    async def renew(self) -> None:
        """Trade the cookie for a new token, and say it on the socket if there is one."""
        self._take(await self.http.ask("POST", "auth/refresh/"))
        if self.socket is not None:
            self.socket.say(type="authenticate", token=self.token)

    def _take(self, answer: Json) -> None:
        self.id, self.token = answer["me"]["id"], answer["access"]
        self.token_ends = datetime.fromisoformat(answer["expires_at"]).timestamp()

    # ---- the socket

    async def connect(self) -> Json:
        """Open the socket and return its ready frame. Raises Refused."""
        self._ready = asyncio.get_running_loop().create_future()
        self.socket = await SocketLine.dial(self._port, self._address, self._hear, self._lost)
        self.socket.say(type="authenticate", token=self.token)
        try:
            async with asyncio.timeout(READY_SECONDS):
                return await self._ready
        except TimeoutError as error:
            self.drop()
            raise Refused("no ready frame") from error

    def drop(self) -> None:
        """Be gone, as when the network is."""
        if self._returning is not None and self._returning is not asyncio.current_task():
            self._returning.cancel()
        socket, self.socket = self.socket, None
        if socket is not None:
            socket.drop()

    def beat(self) -> None:
        """Say that I am here."""
        if self.socket is not None:
            self.socket.say(type="heartbeat", active=True)

    async def come_back(self, *, renewing: bool) -> Back:
        """Connect again and fetch what was missed, with the web client's patience and back-off."""
        began, tries, before = time.monotonic(), 0, len(self.heard)
        while True:
            try:
                if renewing:
                    await self.renew()
                ready = await self.connect()
                at = time.monotonic() - began
                for stream, head in ready["heads"].items():
                    await self.catch_up(stream, head)
                return Back(at, time.monotonic() - began, len(self.heard) - before)
            except Refused as refused:
                self._journal.troubles[f"on return: {refused.why}"] += 1
                self.drop()
                pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tries)
                await asyncio.sleep(random.uniform(0, pause))
                tries += 1

    async def catch_up(self, stream: str, head: int) -> None:
        """Fetch what is missing of a stream. A stream that is new begins where it stands."""
        position = self.positions.setdefault(stream, head)
        while position < head:
            page = await self.http.ask(
                "GET", f"sync/?stream={stream}&after={self.positions[stream]}", token=self.token
            )
            for envelope in page["events"]:
                self._park(envelope, live=False)
            if self.positions[stream] == position:
                raise Refused("sync brought nothing")
            position = self.positions[stream]

    # ---- what the server says

    def _hear(self, frame: Json) -> None:
        match frame["type"]:
            case "event":
                self._judge(frame["stream"], frame["seq"])
                self._park(frame, live=True)
            case "ready":
                self._live = dict(frame["heads"])
                for stream, head in frame["heads"].items():
                    self.positions.setdefault(stream, head)
                if self._ready is not None and not self._ready.done():
                    self._ready.set_result(frame)
            case _:
                return

    def _judge(self, stream: str, seq: int) -> None:
        """On one socket a stream comes in its order, each event once, from the head that the ready frame told."""
        expected = self._live.get(stream, seq - 1) + 1
        if seq < expected:
            self._journal.doubled += 1
        elif seq > expected:
            self._journal.troubles["a hole on a socket"] += 1
        self._live[stream] = max(seq, expected - 1)

    def _park(self, envelope: Json, *, live: bool) -> None:
        """Take what is next in its stream, keep what is early, drop what is known."""
        stream, seq = envelope["stream"], envelope["seq"]
        if seq <= self.positions.setdefault(stream, seq - 1):
            return
        parked = self._parked.setdefault(stream, {})
        parked[seq] = envelope
        if live:
            self._time(envelope)
        while (following := parked.pop(self.positions[stream] + 1, None)) is not None:
            self.positions[stream] += 1
            if (told := words_of(following)) is not None:
                self.heard.append(told[0])

    def _time(self, envelope: Json) -> None:
        if (told := words_of(envelope)) is not None:
            self._journal.latencies.add((time.monotonic_ns() - told[1]) / 1e9)

    def _lost(self, code: int) -> None:
        """The server ended it: an error, and a reason to come back, as for a browser."""
        self._journal.troubles[f"closed with {code}"] += 1
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(Refused(f"closed with {code}"))
            return
        self.drop()
        self._returning = asyncio.ensure_future(self.come_back(renewing=False))


def text_of(number: int, planned_ns: int) -> str:
    """Return the text of a message: its number, and when it was to be sent (CLOCK_MONOTONIC, which all processes of a
    machine share), made as long as a usual message.
    """
    return f"load {number} {planned_ns} ".ljust(120, "x")


def words_of(envelope: Json) -> tuple[int, int] | None:
    """Return number and time of a message of ours, None of any other event."""
    event = envelope["event"]
    if event["type"] != "message.sent" or not event["message"]["text"].startswith("load "):
        return None
    _, number, planned, *_ = event["message"]["text"].split()
    return int(number), int(planned)
