"""One process of clients: takes commands as JSON lines, answers each with one line, and ends when nobody asks any more.

A process of its own, so that the clients' CPU is not the server's, and the more of them the less they wait for
each other.
"""

import asyncio
import json
import random
import sys
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from bench.load_numbers import Times
from bench.load_person import Back, Journal, LoadPerson, text_of
from bench.load_wire import HttpLine, Json, Refused

SIGNING_IN = 8
"""How many sign in at once: a password takes the server some 50 ms of CPU, whoever waits."""
SENDING_LINES = 24
HEARTBEAT_SECONDS = 10.0
RENEW_BEFORE_SECONDS = 240.0
SETTLE_SECONDS = 40.0
NUMBERS = 10_000_000
"""Each process counts its messages from a number of its own."""


class Room:
    """A room, its people, and the numbers of the messages that the server accepted."""

    def __init__(self, people: list[LoadPerson]) -> None:
        self.id = ""
        self.people = people
        self.accepted: set[int] = set()


class Fleet:
    """The people and rooms of one process."""

    def __init__(self, plan: Json) -> None:
        self._journal = Journal()
        self._people = [
            LoadPerson(name, address, plan["port"], self._journal) for name, address in plan["people"]
        ]
        size = plan["room_size"]
        self._rooms = [Room(self._people[at : at + size]) for at in range(0, len(self._people), size)]
        self._hall = Room(self._people[: plan["hall_size"]])
        self._lines: asyncio.Queue[HttpLine] = asyncio.Queue()
        for _ in range(SENDING_LINES):
            self._lines.put_nowait(HttpLine(plan["port"]))
        self._number = plan["fleet"] * NUMBERS
        self._quiet: float = plan["quiet_seconds"]
        self._unsure: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._saying: set[asyncio.Task[None]] = set()
        self._sending: asyncio.Task[None] | None = None
        self._answers = Times()

    # ---- commands

    async def sign_in(self, count: int) -> Json:
        """Sign so many in with their passwords."""
        waits = Times()

        async def one(person: LoadPerson) -> None:
            waits.add(await person.sign_in())
            person.http.close()

        refused = await self._all(one, self._people[:count], at_once=SIGNING_IN)
        # A person tries again, and everything after this needs everyone; the refusal counts all the same.
        await self._all(one, [person for person in self._people[:count] if not person.id], at_once=1)
        return {"refused": refused, "waits": waits.told()}

    async def make_rooms(self) -> Json:
        """Let the first of each room make it, and the first of all the hall."""
        for room in [*self._rooms, *([self._hall] if len(self._hall.people) > 1 else [])]:
            await self._make(room)
        return {"rooms": len(self._rooms), "hall": len(self._hall.people)}

    async def connect(self) -> Json:
        """Open everyone's socket, and keep it as a browser does."""

        async def one(person: LoadPerson) -> None:
            await person.connect()

        refused = await self._all(one, self._people, at_once=20)
        self._keep(self._beat())
        self._keep(self._renew())
        return {"refused": refused}

    async def send(self, per_second: float, hall: bool = False) -> Json:  # noqa: FBT001, FBT002  # named in the JSON that asks for it
        """Begin to send at a steady rate, whatever the answers take."""
        rooms = [self._hall] if hall else self._rooms
        self._sending = asyncio.create_task(self._send_on(rooms, per_second))
        return {}

    async def stop_sending(self) -> Json:
        """Stop, wait until every answer and every delivery is in, and tell what came of it."""
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.wait([self._sending])
        await self._settle()
        answers, self._answers = self._answers, Times()
        told, self._journal.latencies = self._journal.latencies, Times()
        return {"answers": answers.told(), "latencies": told.told()}

    async def drop(self) -> Json:
        """Lose every connection at once."""
        for person in self._people:
            person.drop()
        return {}

    async def come_back(self, at: float, renewing: bool) -> Json:  # noqa: FBT001  # named in the JSON that asks for it
        """Bring everyone back at the same moment (of CLOCK_MONOTONIC)."""
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        backs: list[Back] = await asyncio.gather(
            *(person.come_back(renewing=renewing) for person in self._people)
        )
        for person in self._people:
            person.http.close()
        return {
            "ready": [back.ready for back in backs],
            "caught_up": [back.caught_up for back in backs],
            "fetched": sum(back.fetched for back in backs),
        }

    async def report(self) -> Json:
        """Compare what each person heard with what was accepted in their rooms."""
        missing = doubled = strange = expected = 0
        for person in self._people:
            theirs = [room for room in (*self._rooms, self._hall) if person in room.people]
            accepted = set().union(*(room.accepted for room in theirs))
            heard = Counter(person.heard)
            expected += len(accepted)
            missing += len(accepted - heard.keys())
            doubled += sum(times - 1 for times in heard.values())
            strange += len(heard.keys() - accepted - self._unsure)
        return {
            "expected": expected,
            "missing": missing,
            "doubled": doubled + self._journal.doubled,
            "strange": strange,
            "troubles": dict(self._journal.troubles),
        }

    # ---- the work

    async def _all(
        self, act: Callable[[LoadPerson], Awaitable[None]], people: list[LoadPerson], *, at_once: int
    ) -> dict[str, int]:
        """Do something for each, so many at a time; return why it was refused to how many."""
        refused: Counter[str] = Counter()
        gate = asyncio.Semaphore(at_once)

        async def one(person: LoadPerson) -> None:
            async with gate:
                try:
                    await act(person)
                except Refused as error:
                    refused[error.why] += 1

        await asyncio.gather(*(one(person) for person in people))
        return dict(refused)

    async def _make(self, room: Room) -> None:
        maker, *others = room.people
        body = {"kind": "private", "name": f"Room of {maker.name}", "description": ""}
        made = await maker.http.ask("POST", "rooms/", {**body, "member_ids": []}, token=maker.token)
        room.id = made["room"]["id"]
        for start in range(0, len(others), 50):
            ids = [one.id for one in others[start : start + 50]]
            await maker.http.ask("POST", f"rooms/{room.id}/members/", {"user_ids": ids}, token=maker.token)

    async def _send_on(self, rooms: list[Room], per_second: float) -> None:
        begin, turn = time.monotonic(), 0
        while True:
            planned = begin + turn / per_second
            await asyncio.sleep(max(0.0, planned - time.monotonic()))
            room = rooms[turn % len(rooms)]
            self._keep(self._say(room, planned), among=self._saying)
            turn += 1

    async def _say(self, room: Room, planned: float) -> None:
        self._number += 1
        number = self._number
        author = random.choice(room.people)
        body = {
            "room": room.id,
            "client_id": str(uuid.uuid4()),
            "text": text_of(number, int(planned * 1e9)),
        }
        self._unsure.add(number)
        line = await self._lines.get()
        try:
            await line.ask("POST", "messages/", body, token=author.token)
        except Refused as refused:
            self._journal.troubles[f"sending: {refused.why}"] += 1
            return
        finally:
            self._lines.put_nowait(line)
        self._unsure.discard(number)
        room.accepted.add(number)
        self._answers.add(time.monotonic() - planned)

    async def _settle(self) -> None:
        """Wait until all are told of, or nothing comes for a while."""
        if self._saying:
            await asyncio.wait(self._saying, timeout=SETTLE_SECONDS)
        before = -1
        while (heard := len(self._journal.latencies)) != before:
            before = heard
            await asyncio.sleep(self._quiet)

    async def _beat(self) -> None:
        """Everyone says every ten seconds that they are here: not all at once, and in time where we are late."""
        begin, turn = time.monotonic(), 0
        while True:
            due = int((time.monotonic() - begin) / HEARTBEAT_SECONDS * len(self._people))
            for at in range(turn, min(due, turn + len(self._people))):
                self._people[at % len(self._people)].beat()
            turn = due
            await asyncio.sleep(0.05)

    async def _renew(self) -> None:
        """Renew tokens before they end."""
        while True:
            for person in self._people:
                if person.socket is not None and person.token_ends - time.time() < RENEW_BEFORE_SECONDS:
                    try:
                        await person.renew()
                    except Refused as refused:
                        self._journal.troubles[f"renewing: {refused.why}"] += 1
                    person.http.close()
            await asyncio.sleep(1.0)

    def _keep(self, work: Coroutine[Any, Any, None], *, among: set[asyncio.Task[None]] | None = None) -> None:
        tasks = self._tasks if among is None else among
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    read = asyncio.StreamReader(limit=2**24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(read), sys.stdin)
    fleet = Fleet(json.loads(await read.readline()))
    while line := await read.readline():
        command = json.loads(line)
        answer = await getattr(fleet, command.pop("do"))(**command)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve())
