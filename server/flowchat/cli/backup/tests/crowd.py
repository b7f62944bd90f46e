"""Twenty clients that write to a real server at once, and remember what was confirmed to them, and when."""

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tools.person import Json, Person

FORM = "a-line-between"
PACE = 0.6  # seconds between two messages of a client: four of them stay below what one person may send


@dataclass(frozen=True)
class Confirmed:
    """A message the server answered 201 for, when that answer was here, and the file it carries."""

    message: Json
    at: datetime
    data: bytes | None


@dataclass
class Client:
    """One device of a person, writing to a room as fast as it is let."""

    person: Person
    room: str
    confirmed: list[Confirmed] = field(default_factory=list)
    broke: list[str] = field(default_factory=list)

    def write(self, until: threading.Event, *, files: bool) -> None:
        """Write until told to stop. What goes wrong is kept for the main thread to see."""
        try:
            while not until.is_set():
                self._write_one(with_file=files and len(self.confirmed) % 3 == 0)
                time.sleep(PACE)
        except Exception as error:  # noqa: BLE001 - a thread's errors must reach the test
            self.broke.append(repr(error))

    def _write_one(self, *, with_file: bool) -> None:
        data = os.urandom(5000) if with_file else None
        body = {
            "room": self.room,
            "client_id": str(uuid.uuid4()),
            "text": f"{len(self.confirmed)} \\t\\N \t 🚢\n'\"{{}}",
            "upload_ids": [upload(self.person, data)] if data else [],
        }
        response = self.person.send("POST", "messages/", body)
        if response.status_code == 429:
            time.sleep(float(response.headers["Retry-After"]))
            return
        assert response.status_code == 201, response.text
        self.confirmed.append(Confirmed(response.json()["message"], datetime.now(UTC), data))


def upload(person: Person, data: bytes) -> str:
    """Upload a file in one piece and return its id."""
    head = f'--{FORM}\r\nContent-Disposition: form-data; name="file"; filename="f.bin"\r\n\r\n'.encode()
    response = person.http.post(
        "/api/uploads/",
        content=head + data + f"\r\n--{FORM}--\r\n".encode(),
        headers={**signed(person), "Content-Type": f"multipart/form-data; boundary={FORM}"},
    )
    assert response.status_code == 201, response.text
    return str(response.json()["upload"]["id"])


def signed(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.access}"}


@contextmanager
def writing(clients: list[Client]) -> Iterator[None]:
    """Let all of them write while the block runs, each at least once before and once after."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=client.write, args=[stop], kwargs={"files": number % 4 == 0})
        for number, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: all(client.confirmed or client.broke for client in clients))
        yield
        told = [len(client.confirmed) for client in clients]
        wait_until(
            lambda: all(
                client.broke or len(client.confirmed) > before
                for client, before in zip(clients, told, strict=True)
            )
        )
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until it is so; fails when it never is."""
    deadline = time.monotonic() + 150  # whoever wrote too much may have to wait for a minute first
    while not condition():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.02)


def whole_history(person: Person, room: str) -> list[Json]:
    """Return every message of a room, ascending."""
    found: list[Json] = []
    before = ""
    while True:
        page = person.call("GET", f"messages/?room={room}&limit=100{before}")
        found = page["messages"] + found
        if not page["has_before"]:
            return found
        before = f"&before={page['messages'][0]['seq']}"


def whole_log(person: Person, room: str) -> tuple[list[Json], int]:
    """Return every event of a room, and the head the server tells."""
    found: list[Json] = []
    while True:
        page = person.call("GET", f"sync/?stream=room.{room}&after={found[-1]['seq'] if found else 0}")
        assert not page["reset"]
        found += page["events"]
        if not page["more"]:
            return found, int(page["head"])
