"""A server whose short way can be closed, so that the same request goes through either door."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from flowchat.chat.accounts.models import Session, User
from flowchat.chat.events.models import LoggedEvent, Stream
from flowchat.chat.events.streams import room_stream
from flowchat.chat.gateway.tests.harness import running_server, sign_in, token_for
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.models import Membership, Room
from flowchat.chat.rooms.tests.factories import make_person, make_room
from flowchat.chat.search.models import Entry
from flowchat.http.asgi import Receive, Scope, Send
from flowchat.http.lean import Lean

DOORS = ("short", "long")


@dataclass
class House:
    """A running server, people with tokens, and a room of Alice and Bob; Carol is outside."""

    http: httpx.Client
    port: int
    alice: User
    bob: User
    carol: User
    room: Room
    sessions: dict[UUID, Session]
    taken: list[bool]
    """For each request to an address with a short way: did that answer it?"""
    doors: list[str]

    def go_through(self, door: str) -> None:
        """Take another door from now on: what only reads may be asked twice."""
        self.doors[:] = [door]
        self.taken.clear()

    def token(self, person: User) -> str:
        return token_for(person, self.sessions[person.id])

    def headers(self, person: User | None) -> dict[str, str]:
        kind = {"Content-Type": "application/json"}
        return kind if person is None else {**kind, "Authorization": f"Bearer {self.token(person)}"}

    def post(self, person: User | None, body: Any = None, **headers: str) -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body or self.words()).encode()
        return self.http.post("/api/messages/", content=raw, headers={**self.headers(person), **headers})

    def words(self, text: Any = "Hello", *, room: Room | None = None, **more: Any) -> dict[str, Any]:
        return {"room": str((room or self.room).id), "client_id": str(new_id()), "text": text, **more}


@contextmanager
def street(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], House]]:
    """Start a server and return how to move into a house behind one of its doors: the short way, or the bridge alone.
    Each time with other people, in other rooms.
    """
    taken: list[bool] = []
    answer, call = Lean._answer, Lean.__call__
    doors = ["short"]

    async def noted(self: Lean, *args: Any) -> bool:
        taken.append(await answer(self, *args))
        return taken[-1]

    async def chosen(self: Lean, scope: Scope, receive: Receive, send: Send) -> None:
        await (call(self, scope, receive, send) if doors == ["short"] else self._bridge(scope, receive, send))

    with (
        monkeypatch.context() as patch,
        running_server() as server,
        httpx.Client(base_url=server.http, timeout=30) as http,
    ):
        patch.setattr(Lean, "_answer", noted)
        patch.setattr(Lean, "__call__", chosen)

        def move_in(door: str) -> House:
            doors[:] = [door]
            taken.clear()
            alice, bob, carol = (
                make_person(f"{name}{DOORS.index(door)}") for name in ("Alice", "Bob", "Carol")
            )
            sessions = {one.id: sign_in(one) for one in (alice, bob, carol)}
            room = make_room(alice, bob)
            return House(http, server.port, alice, bob, carol, room, sessions, taken, doors)

        yield move_in


_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def masked(text: str) -> str:
    """Leave out what differs from one run to the next: ids by the order in which they appear, times, door's names."""
    known: dict[str, str] = {}
    numbered = _ID.sub(lambda found: known.setdefault(found.group(), f"id{len(known)}"), text)
    return re.sub(r"(?i)\b(alice|bob|carol)[01]", r"\1", _TIME.sub("time", numbered))


def seen(answer: httpx.Response) -> tuple[int, list[tuple[str, str]], str]:
    """All that a client sees of an answer, save the date, the id of the request and the length of what varies."""
    left_out = {"date", "x-request-id", "retry-after"}
    headers = [(name, value) for name, value in answer.headers.multi_items() if name not in left_out]
    return answer.status_code, headers, masked(answer.text)


def understood(answer: httpx.Response) -> tuple[int, list[tuple[str, str]], Any]:
    """All that a client understands of an answer, of two to the same question: the order of keys and the spaces
    between them it doesn't see.
    """
    left_out = {"date", "x-request-id", "content-length"}
    headers = [(name, value) for name, value in answer.headers.multi_items() if name not in left_out]
    return answer.status_code, headers, answer.json()


def stored(here: House) -> str:
    """All that the database knows of the house's rooms."""
    known: dict[str, Any] = {}
    for room in Room.objects.filter(created_by__in=[here.alice, here.bob]).order_by("created_at"):
        stream = room_stream(room.id)
        known[str(room.id)] = {
            "head": list(Stream.objects.filter(key=stream).values_list("head", flat=True)),
            "messages": [_row(one) for one in Message.objects.filter(room=room).order_by("seq").values()],
            "events": [
                [one.seq, one.body] for one in LoggedEvent.objects.filter(stream_id=stream).order_by("seq")
            ],
            "seats": [
                [one.last_read_seq, one.seen_seq, one.delivered_seq]
                for one in Membership.objects.filter(room=room).order_by("id")
            ],
            "entries": [
                [
                    one.seq,
                    re.sub(r"'=[abrg][^']*'", "tag", str(one.words)).count("tag"),
                    _words(str(one.words)),
                ]
                for one in Entry.objects.filter(room_id=room.id).order_by("seq")
            ],
        }
    return masked(json.dumps(known, default=_plain, ensure_ascii=False))


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "sent_at": values["sent_at"] is not None}


def _words(vector: str) -> str:
    return re.sub(r"'=[abrg][^']*' ?", "", vector)


def _plain(value: Any) -> Any:
    return str(value)
