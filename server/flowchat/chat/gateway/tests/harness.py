"""A real uvicorn on a free port, and people who talk to it over real sockets."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from flowchat.chat.accounts.actions.sessions import start_session
from flowchat.chat.accounts.models import Session, User
from flowchat.chat.accounts.tokens import make_access_token
from flowchat.chat.gateway import socket as socket_module
from flowchat.chat.ids import new_id
from flowchat.config.application import FlowChat

Frame = dict[str, Any]
HTTP_PROTOCOL = "flowchat.chat.adapters.uvicorn.protocol:LimitedHTTP"
HUB_PROTOCOL = "flowchat.chat.adapters.uvicorn.websocket:HubProtocol"
PATIENCE = 30.0
"""Seconds for which something that must come is waited for. A busy machine may stand still for some of them."""


def until(true: Callable[[], bool], what: str = "it never came true") -> None:
    """Wait until something is so; fails when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


class RunningServer:
    """The address of a server, and the application inside it."""

    def __init__(self, app: FlowChat, port: int) -> None:
        self.app = app
        self.port = port
        self.http = f"http://127.0.0.1:{port}"
        self.ws = f"ws://127.0.0.1:{port}/ws/"


@contextmanager
def running_server(*, ws: str = HUB_PROTOCOL) -> Iterator[RunningServer]:
    """Serve a fresh application until the block ends, in a thread of its own."""
    app = FlowChat()
    bound = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        http=HTTP_PROTOCOL,
        ws=ws,
        ws_ping_interval=None,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive()
        yield RunningServer(app, bound.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        bound.close()


def let_linger_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever is gone linger until `end_lingering`: how fast the machine is then changes nothing."""
    for name in ("LINGER_CLOSED", "LINGER_LOST"):
        monkeypatch.setattr(socket_module, name, 600.0)


def end_lingering(server: RunningServer) -> None:
    """Let the time of all who linger be up at the same moment. Returns once they are gone, as far as they go."""
    lobby, done = server.app.gateway.lobby, threading.Event()
    loop = lobby._news._loop  # type: ignore[union-attr]  # it started with the server

    def end() -> None:
        for connection, timer in list(lobby._lingering.values()):
            timer.cancel()
            lobby._leave_soon(connection)
        loop.call_soon(done.set)

    loop.call_soon_threadsafe(end)
    assert done.wait(PATIENCE)


def make_user(name: str, **fields: Any) -> User:
    """Make an account."""
    key = name.lower()
    return User.objects.create(username=key, username_key=key, name=name, search_key=key, **fields)


def sign_in(user: User) -> Session:
    """Make a session."""
    return start_session(user=user, device="A test")


def token_for(user: User, session: Session | None = None) -> str:
    """Make an access token."""
    return make_access_token(user_id=user.id, session_id=(session or sign_in(user)).id)[0]


class Client:
    """One browser tab, so to speak."""

    def __init__(self, url: str, **options: Any) -> None:
        self._stack = ExitStack()
        self.socket: ClientConnection = self._stack.enter_context(connect(url, compression=None, **options))
        self.ready: Frame = {}
        self._unread: list[Frame] = []

    def enter(self, user: User, session: Session | None = None) -> "Client":
        """Authenticate and wait for the ready frame."""
        self.send(type="authenticate", token=token_for(user, session))
        self.ready = self.next("ready")
        return self

    def send(self, **frame: Any) -> None:
        """Send a frame."""
        self.socket.send(json.dumps(frame, default=str))

    def next(
        self, kind: str, *, where: Callable[[Frame], bool] = lambda _: True, within: float = PATIENCE
    ) -> Frame:
        """Return the next frame of a kind; frames of other kinds are kept for later calls."""
        for index, frame in enumerate(self._unread):
            if frame["type"] == kind and where(frame):
                return self._unread.pop(index)
        while True:
            fresh: Frame = json.loads(self.socket.recv(timeout=within))
            if fresh["type"] == kind and where(fresh):
                return fresh
            self._unread.append(fresh)

    def events(self, count: int, stream: str) -> list[int]:
        """Return the seqs of the next events of a stream."""
        return [
            self.next("event", where=lambda frame: frame["stream"] == stream)["seq"] for _ in range(count)
        ]

    def everything(self, *, for_seconds: float) -> list[Frame]:
        """Return all frames that come until it has been quiet for this long."""
        found, self._unread = self._unread, []
        try:
            while True:
                found.append(json.loads(self.socket.recv(timeout=for_seconds)))
        except TimeoutError:
            return found

    def presence_of(self, user: User, *, within: float = PATIENCE) -> str:
        """Return the state that the next presence frame about a person tells."""
        frame = self.next(
            "presence", where=lambda f: str(user.id) in {p["user_id"] for p in f["people"]}, within=within
        )
        return next(str(one["state"]) for one in frame["people"] if one["user_id"] == str(user.id))

    def closed_with(self, *, within: float = PATIENCE) -> int:
        """Read until the server closes; return its code."""
        try:
            while True:
                self.socket.recv(timeout=within)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def close(self) -> None:
        """Leave properly."""
        self._stack.close()

    def kill(self) -> None:
        """Vanish, as a killed browser does: no close frame."""
        self.socket.socket.shutdown(socket.SHUT_RDWR)


def client_id() -> UUID:
    """Name a message."""
    return new_id()
