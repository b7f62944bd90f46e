"""What is measured: a running chat server full of people, or something that stands for one."""

import json
import shutil
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from bench.speed.crowd import CLIENT_ID, Crowd, Words, compiled, text_of
from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from tools.person import Person as Owner
from tools.ports import free_port
from tools.prepare import PYTHON, ROOT
from tools.prepared import clean_environment, copy_prepared
from tools.stack import Stack

HEARTBEAT_SECONDS = 10
PROMPTLY = 30.0


class Room(NamedTuple):
    """A room and the numbers of its members."""

    id: str
    members: Sequence[int]


class Filling(NamedTuple):
    """What a server is filled with: people, the members of each room, and how many messages are in it."""

    people: int
    rooms: Sequence[Sequence[int]]
    messages: Sequence[int] = ()


class System(ABC):
    """One running server. `roots` are the process ids at the roots of its process trees, by what they are."""

    name = ""
    ready = ""
    beat = ""

    def __init__(
        self, port: int, roots: Mapping[str, int], filling: Filling, told: Mapping[str, Any]
    ) -> None:
        self.port = port
        self.roots = dict(roots)
        self.tokens: list[str] = told["tokens"]
        self.rooms = [Room(id_, members) for id_, members in zip(told["rooms"], filling.rooms, strict=True)]
        self.heads: list[int] = told["heads"]

    @abstractmethod
    def opening(self, person: int, room: Room) -> tuple[str, str]:
        """Return the request that opens someone's socket, and what they say first."""

    @abstractmethod
    def saying(self, person: int, room: Room, text: str) -> str:
        """Return the request that sends a message."""

    @abstractmethod
    def missed(self, person: int, room: Room, after: int) -> str:
        """Return the request for what came after a position."""

    @abstractmethod
    def page(self, person: int, room: Room, before: int) -> str:
        """Return the request for 50 messages before a position."""

    def heads_after(self, heads: Sequence[int], more: int) -> list[int]:
        """Return the last position in each room once so many messages more were said in each."""
        return [head + more for head in heads]

    @contextmanager
    def crowd(self, rooms: Sequence[Room] | None = None) -> Iterator[Crowd]:
        """Return the people of rooms, each with one socket, in the order of the rooms; not yet connected."""
        sockets = [self.opening(who, room) for room in (rooms or self.rooms) for who in room.members]
        with Crowd(self.port) as crowd:
            crowd.people(
                sockets, ready=self.ready, beat=self.beat, every=HEARTBEAT_SECONDS if self.beat else 0
            )
            yield crowd

    def sends(self, rooms: Sequence[Room], *, turns: int, hears: int | None = None) -> list[Words]:
        """Return requests that send: one in each room, then again one in each, by its next member. All members hear
        it, unless `hears` says how many do.
        """
        return [
            Words(
                self.saying(room.members[turn % len(room.members)], room, text_of()),
                len(room.members) if hears is None else hears,
            )
            for turn in range(turns)
            for room in rooms
        ]

    def request(self, method: str, path: str, *headers: str, body: str = "") -> str:
        """Return a request on a kept connection."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *headers]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", body])

    def upgrade(self, path: str) -> str:
        """Return the request of a WebSocket's handshake, as a browser makes it."""
        return self.request(
            "GET",
            path,
            f"Origin: http://127.0.0.1:{self.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: c3BlZWQgYmVuY2gga2V5MQ==",
        )


class FlowChat(System):
    """This checkout, one process, with everything on."""

    name = "FlowChat"
    ready = '"ready"'
    beat = '{"type": "heartbeat", "active": true}'
    postgres: EmbeddedPostgres

    def opening(self, person: int, room: Room) -> tuple[str, str]:
        """One socket carries every room; the token is in the first frame."""
        return self.upgrade("/ws/"), json.dumps({"type": "authenticate", "token": self.tokens[person]})

    def saying(self, person: int, room: Room, text: str) -> str:
        """As docs/protocol.md has it, with an id made by the client."""
        body = json.dumps({"room": room.id, "client_id": CLIENT_ID, "text": text})
        return self.request("POST", "/api/messages/", self._who(person), body=body)

    def missed(self, person: int, room: Room, after: int) -> str:
        """The log after a position."""
        return self.request("GET", f"/api/sync/?stream=room.{room.id}&after={after}", self._who(person))

    def page(self, person: int, room: Room, before: int) -> str:
        """History, with the authors."""
        path = f"/api/messages/?room={room.id}&before={before}&limit=50"
        return self.request("GET", path, self._who(person))

    def _who(self, person: int) -> str:
        return f"Authorization: Bearer {self.tokens[person]}"


class Floor(System):
    """A loop of send() in C: nobody, no rooms, no memory."""

    name = "floor"

    def opening(self, person: int, room: Room) -> tuple[str, str]:
        """Whoever opens a socket hears everything."""
        return self.upgrade("/"), ""

    def saying(self, person: int, room: Room, text: str) -> str:
        """The body becomes the frame."""
        return self.request("POST", "/", body=text)

    def missed(self, person: int, room: Room, after: int) -> str:
        """It keeps nothing."""
        raise NotImplementedError

    def page(self, person: int, room: Room, before: int) -> str:
        """It keeps nothing."""
        raise NotImplementedError


@contextmanager
def flowchat(filling: Filling, **environment: str) -> Iterator[FlowChat]:
    """Start PostgreSQL, fsync on, and one server, and fill them."""
    with ExitStack() as things:
        folder = Path(tempfile.mkdtemp(prefix="flowchat-speed-"))
        things.callback(shutil.rmtree, folder, ignore_errors=True)
        copy_prepared(folder)
        postgres = things.enter_context(EmbeddedPostgres(data=folder))
        settings = {"DATABASE_URL": postgres.url, **environment}
        server = things.enter_context(Stack(environment=settings))
        owner = Owner(server.url)
        owner.set_up(server.setup_token, name="Owner")
        owner.http.close()
        assert server.process
        filler = {**clean_environment(settings), "FLOWCHAT_DATA": str(server.data)}
        told = fill_with([str(PYTHON), "-m", "bench.speed.fill_flowchat"], ROOT, filler, filling)
        roots = {"server": server.process.pid, "PostgreSQL": postgres.pid or 0}
        system = FlowChat(server.port, roots, filling, told)
        system.postgres = postgres
        yield system


@contextmanager
def floor(filling: Filling) -> Iterator[Floor]:
    """Start the loop."""
    port = free_port()
    process = subprocess.Popen([str(compiled(Path(__file__).with_name("floor.c"))), str(port)])
    try:
        wait_until_open(port, process)
        told = {
            "tokens": [""] * filling.people,
            "rooms": ["one"] * len(filling.rooms),
            "heads": [0] * len(filling.rooms),
        }
        yield Floor(port, {"server": process.pid}, filling, told)
    finally:
        process.kill()
        process.wait(10)


def fill_with(
    command: Sequence[str], where: Path, environment: Mapping[str, str], filling: Filling
) -> dict[str, Any]:
    """Run a program that fills a server's database, and return what it tells: tokens, rooms and their heads."""
    plan = {
        "people": filling.people,
        "rooms": [list(room) for room in filling.rooms],
        "messages": list(filling.messages) or [0] * len(filling.rooms),
    }
    done = subprocess.run(
        command,
        cwd=where,
        env=dict(environment),
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"filling failed:\n{done.stderr[-3000:]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def wait_until_open(port: int, process: "subprocess.Popen[Any]") -> None:
    """Wait until something answers at a port, whatever it says."""
    deadline = time.monotonic() + PROMPTLY
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"{process.args!r} ended with {process.returncode}")
        try:
            httpx.post(f"http://127.0.0.1:{port}/", content=b"-", timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{process.args!r} did not answer within {PROMPTLY:.0f} s")
