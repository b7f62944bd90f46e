"""A person who speaks to a server over HTTP and the WebSocket, as docs/protocol.md says. For tests and tools."""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

Json = dict[str, Any]
PASSWORD = "correct horse battery"


class Person:
    """One account's view of a server. Signed out until `set_up`, `register` or `sign_in`."""

    def __init__(self, url: str, *, address: str | None = None) -> None:
        # A test may play people at several addresses; the server believes it only from a trusted proxy.
        headers = {"X-Forwarded-For": address} if address else {}
        self.url = url
        self.http = httpx.Client(base_url=url, headers=headers, timeout=30)
        self.me: Json = {}
        self.access = ""

    @property
    def id(self) -> str:
        """The account's id."""
        return str(self.me["id"])

    def call(self, method: str, path: str, body: object = None, *, expect: int | None = None) -> Any:
        """Make one request and return its JSON (None without a body). Fails on any status but the expected."""
        response = self.send(method, path, body)
        wanted = response.is_success if expect is None else response.status_code == expect
        assert wanted, f"{method} {path} answered {response.status_code}: {response.text[:500]}"
        return response.json() if response.content else None

    def send(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Make one request and return the response, whatever it is."""
        headers = {"Authorization": f"Bearer {self.access}"} if self.access else {}
        return self.http.request(method, f"/api/{path}", json=body, headers=headers)

    def set_up(self, token: str, *, name: str = "Alice", room: str = "General") -> Json:
        """Set a fresh server up and become its owner."""
        body = {
            "token": token,
            "community_name": "Harbour",
            "name": name,
            "username": name.lower(),
            "email": f"{name.lower()}@example.org",
            "password": PASSWORD,
            "room_name": room,
        }
        return self._enter(self.call("POST", "setup/", body, expect=201))

    def invite(self) -> str:
        """Make an invite link that anyone may use and return its token."""
        body = {"expires_in_hours": None, "use_limit": None, "note": ""}
        url: str = self.call("POST", "invites/", body, expect=201)["url"]
        return url.rstrip("/").rsplit("/", 1)[1]

    def register(self, name: str, *, invite: str | None) -> Json:
        """Make an account."""
        username = "".join(letter for letter in name.lower() if letter.isalnum())
        body = {
            "name": name,
            "username": username,
            "email": f"{username}@example.org",
            "password": PASSWORD,
            "invite": invite,
        }
        return self._enter(self.call("POST", "auth/register/", body, expect=201))

    def sign_in(self, login: str, password: str = PASSWORD) -> Json:
        """Sign in to an account that exists."""
        return self._enter(
            self.call("POST", "auth/login/", {"login": login, "password": password}, expect=200)
        )

    def _enter(self, answer: Json) -> Json:
        self.access, self.me = answer["access"], answer["me"]
        return answer

    def make_room(self, name: str, *members: "Person", kind: str = "private") -> str:
        """Make a room and return its id."""
        body = {"kind": kind, "name": name, "description": "", "member_ids": [one.id for one in members]}
        room_id: str = self.call("POST", "rooms/", body, expect=201)["room"]["id"]
        return room_id

    def direct_room(self, other: "Person") -> str:
        """Open the direct chat with someone and return its id."""
        room_id: str = self.call("POST", "rooms/direct/", {"user_ids": [other.id]})["room"]["id"]
        return room_id

    def say(self, room_id: str, text: str, *, client_id: str | None = None) -> Json:
        """Send a message and return it."""
        body = {"room": room_id, "client_id": client_id or str(uuid.uuid4()), "text": text}
        message: Json = self.call("POST", "messages/", body)["message"]
        return message

    def history(self, room_id: str, query: str = "") -> list[Json]:
        """Return the newest messages of a room, ascending."""
        messages: list[Json] = self.call("GET", f"messages/?room={room_id}{query}")["messages"]
        return messages

    @contextmanager
    def socket(self) -> Iterator["Socket"]:
        """Open the WebSocket and authenticate on it."""
        with self.raw_socket() as socket:
            socket.say(type="authenticate", token=self.access)
            socket.ready = socket.hear("ready")
            yield socket

    @contextmanager
    def raw_socket(self) -> Iterator["Socket"]:
        """Open the WebSocket and say nothing yet. It names the page's origin, as a browser does."""
        address = self.url.replace("http", "ws", 1) + "/ws/"
        with connect(address, origin=Origin(self.url), open_timeout=30, close_timeout=5) as connection:
            yield Socket(connection)


class Socket:
    """One open WebSocket. Every frame that came is kept in `frames`."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.frames: list[Json] = []
        self.ready: Json = {}

    def say(self, **frame: object) -> None:
        """Send one frame."""
        self.connection.send(json.dumps(frame))

    def __iter__(self) -> Iterator[Json]:
        """Yield frame after frame; fails when none comes for 30 s, raises ConnectionClosed at the end."""
        while True:
            frame: Json = json.loads(self.connection.recv(timeout=30))
            self.frames.append(frame)
            yield frame

    def hear(self, kind: str, *, within: float = 30, **having: object) -> Json:
        """Return the next frame of a type with these values; fails when none comes in time."""
        deadline = time.monotonic() + within
        while (left := deadline - time.monotonic()) > 0:
            try:
                frame: Json = json.loads(self.connection.recv(timeout=left))
            except TimeoutError:
                break
            self.frames.append(frame)
            if frame["type"] == kind and all(frame.get(name) == value for name, value in having.items()):
                return frame
        raise AssertionError(f"no {kind} {having} within {within} s; heard {self.frames[-5:]}")

    def hear_event(self, kind: str, *, within: float = 30) -> Json:
        """Return the next envelope whose event has this type."""
        deadline = time.monotonic() + within
        while (left := deadline - time.monotonic()) > 0:
            frame = self.hear("event", within=left)
            if frame["event"]["type"] == kind:
                return frame
        raise AssertionError(f"no event {kind} within {within} s")

    def silence(self, seconds: float) -> list[Json]:
        """Listen for a while and return the frames that came, heartbeats left out."""
        heard = []
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                frame: Json = json.loads(self.connection.recv(timeout=left))
            except TimeoutError:
                break
            self.frames.append(frame)
            if frame["type"] != "heartbeat":
                heard.append(frame)
        return heard

    def close_code(self, *, within: float = 30) -> int:
        """Read until the server closes; return its code."""
        deadline = time.monotonic() + within
        try:
            while (left := deadline - time.monotonic()) > 0:
                self.frames.append(json.loads(self.connection.recv(timeout=left)))
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        except TimeoutError:
            pass
        raise AssertionError(f"the server did not close within {within} s; heard {self.frames[-3:]}")
