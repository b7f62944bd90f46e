"""The door: who gets in, who doesn't, and what nobody may send."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from django.conf import settings
from django.db import InterfaceError
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus

from flowchat.chat.accounts.actions.sessions import sign_out
from flowchat.chat.accounts.models import User
from flowchat.chat.gateway import limits
from flowchat.chat.gateway.queries import Admission, Asking, admissions_of
from flowchat.chat.gateway.tests.conftest import Cast, Enter
from flowchat.chat.gateway.tests.harness import PATIENCE, Client, RunningServer, sign_in, token_for, until


def test_a_silent_visitor_is_shown_out(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "AUTHENTICATE_SECONDS", 0.2)
    client = Client(server.ws)
    assert client.closed_with() == 4408
    client.close()


@contextmanager
def _busy_threads(server: RunningServer) -> Iterator[None]:
    """Keep every thread that works with the database busy until the block ends."""
    pool, go_on = server.app.gateway.lobby._pool, threading.Event()
    for _ in range(pool.use().threads):
        threading.Thread(target=lambda: asyncio.run(pool.hop(go_on.wait, 60))).start()
    until(lambda: pool.use().busy == pool.use().threads)
    try:
        yield
    finally:
        go_on.set()


def test_a_queue_of_ours_is_not_the_clients_silence(
    server: RunningServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Long enough to say the first word in, also for a machine that stands still for a moment.
    monkeypatch.setattr(limits, "AUTHENTICATE_SECONDS", 3.0)
    token = token_for(cast.bob)
    with _busy_threads(server):
        client = Client(server.ws)
        client.send(type="authenticate", token=token)
        with pytest.raises(TimeoutError):
            client.socket.recv(timeout=4)
    assert client.next("ready")["user_id"] == str(cast.bob.id)
    client.close()


def test_nothing_is_done_for_who_left_the_queue(
    server: RunningServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[UUID] = []

    def look_at(asking: Sequence[Asking]) -> list[Admission | None]:
        looked_at.extend(one.user_id for one in asking)
        return admissions_of(asking)

    monkeypatch.setattr("flowchat.chat.gateway.door.admissions_of", look_at)
    gone, staying = token_for(cast.alice), token_for(cast.bob)
    people = server.app.gateway.lobby.hub.people
    with _busy_threads(server):
        for leave in (Client.close, Client.kill):
            client = Client(server.ws)
            client.send(type="authenticate", token=gone)
            until(lambda: cast.alice.id in people)
            leave(client)
            until(lambda: cast.alice.id not in people)
        client = Client(server.ws)
        client.send(type="authenticate", token=staying)
        until(lambda: cast.bob.id in people)
    assert client.next("ready")["user_id"] == str(cast.bob.id)
    assert looked_at == [cast.bob.id]
    client.close()


def test_what_is_said_while_the_answer_is_awaited_is_heard(server: RunningServer, cast: Cast) -> None:
    with _busy_threads(server):
        client = Client(server.ws)
        client.send(type="authenticate", token=token_for(cast.bob))
        client.send(type="authenticate", token=token_for(cast.bob))
    assert client.next("ready")
    assert client.next("authenticated")
    client.close()


GARBAGE = [
    "",
    "hello",
    "null",
    "17",
    "[]",
    "{}",
    '{"type": "authenticate"}',
    '{"type": "authenticate", "token": 5}',
    '{"type": "subscribe", "stream": "community"}',
    '{"type": "heartbeat", "active": "yes"}',
    '{"type": "heartbeat", "active": true, "more": 1}',
    '{"type": "typing", "room_id": "x", "typing": true}',
    "[" * 4000,
    b'{"type": "heartbeat", "active": true}',
]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_ends_the_conversation(cast: Cast, enter: Enter, garbage: str | bytes) -> None:
    bob = enter(cast.bob)
    bob.socket.send(garbage)
    assert bob.closed_with() == 4400


def test_the_first_frame_must_authenticate(server: RunningServer) -> None:
    client = Client(server.ws)
    client.send(type="heartbeat", active=True)
    assert client.closed_with() == 4400
    client.close()


def test_broken_utf8_is_refused(cast: Cast, enter: Enter) -> None:
    bob = enter(cast.bob)
    bob.socket.send(b'{"type": "heart\xff', text=True)
    assert bob.closed_with() == 1007


@pytest.mark.parametrize(("size", "code"), [(limits.FRAME_BYTES, 4400), (limits.FRAME_BYTES + 1, 1009)])
def test_frames_have_a_largest_size(cast: Cast, enter: Enter, size: int, code: int) -> None:
    bob = enter(cast.bob)
    bob.socket.send("x" * size)
    assert bob.closed_with() == code


def test_a_burst_is_allowed_and_a_flood_is_not(cast: Cast, enter: Enter) -> None:
    bob = enter(cast.bob)
    for _ in range(limits.FRAMES_AT_ONCE - 5):
        bob.send(type="heartbeat", active=True)
    bob.send(type="authenticate", token=token_for(cast.bob))
    assert bob.next("authenticated")
    with suppress(ConnectionClosed):  # the server may close before the last of them is sent
        for _ in range(limits.FRAMES_AT_ONCE):
            bob.send(type="heartbeat", active=True)
    assert bob.closed_with() == 4429


def _forged(user: User, **changes: object) -> str:
    now = timezone.now()
    claims = {
        "sub": str(user.id),
        "sid": str(sign_in(user).id),
        "iat": now,
        "exp": now + timedelta(minutes=5),
    }
    claims |= {"aud": "flowchat:access", **changes}
    return jwt.encode(claims, settings.JWT_KEY, algorithm="HS256")


def test_only_a_good_token_opens(server: RunningServer, cast: Cast) -> None:
    ended = sign_in(cast.bob)
    late_token = token_for(cast.bob, ended)
    sign_out(ended)
    past = timezone.now() - timedelta(seconds=1)
    for token in (
        "",
        "x",
        late_token,
        _forged(cast.bob, exp=past),
        _forged(cast.bob, sub=str(cast.carol.id)),
    ):
        client = Client(server.ws)
        client.send(type="authenticate", token=token)
        assert client.closed_with() == 4401
        client.close()
    client = Client(server.ws)
    client.send(type="authenticate", token=_forged(cast.bob))
    assert client.next("ready")["user_id"] == str(cast.bob.id)
    client.close()


def test_a_database_that_is_away_asks_to_try_later(
    server: RunningServer, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    token = token_for(cast.bob)
    monkeypatch.setattr("flowchat.chat.gateway.door.admissions_of", _fail)
    client = Client(server.ws)
    client.send(type="authenticate", token=token)
    assert client.closed_with() == 1013
    client.close()
    assert "InterfaceError" in caplog.text
    assert token not in caplog.text
    caplog.clear()


def _fail(asking: object) -> None:
    raise InterfaceError("connection already closed")


def _handshake(
    server: RunningServer, path: str = "/ws/", *, host: str = "127.0.0.1", **options: object
) -> int:
    """Return the status with which a handshake is answered."""
    try:
        url = f"ws://{host}:{server.port}{path}"
        Client(url, sock=socket.create_connection(("127.0.0.1", server.port)), **options).close()
    except InvalidStatus as refused:
        return refused.response.status_code
    return 101


def test_only_our_own_pages_may_connect(server: RunningServer) -> None:
    own = f"http://127.0.0.1:{server.port}"
    assert _handshake(server) == 101, "a program sends no origin"
    assert _handshake(server, origin=own) == 101
    assert _handshake(server, "/ws", origin=own) == 101
    for stranger in (
        "https://evil.example",
        "null",
        "http://127.0.0.1:1",
        f"{own}.evil.example",
        "http://[",
        "x",
    ):
        assert _handshake(server, origin=stranger) == 403, stranger


def test_named_origins_may_connect(server: RunningServer, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    settings.PUBLIC_URL = "https://chat.example"
    assert _handshake(server, origin="https://app.example") == 101
    assert _handshake(server, origin="https://chat.example") == 101
    assert _handshake(server, origin="https://app.example.evil.example") == 403


def test_other_paths_and_names_are_refused(server: RunningServer) -> None:
    assert _handshake(server, "/ws/more/") == 403
    assert _handshake(server, "/") == 403
    rebound = f"http://rebound.example:{server.port}"
    assert _handshake(server, host="rebound.example", origin=rebound) == 403


def test_frames_are_plain_json_objects(cast: Cast, enter: Enter) -> None:
    bob = enter(cast.bob)
    cast.say("Grüße, 你好, 👋")
    text = bob.socket.recv(timeout=PATIENCE)
    while '"event"' not in str(text):
        text = bob.socket.recv(timeout=PATIENCE)
    assert isinstance(text, str)
    assert json.loads(text)["event"]["message"]["text"] == "Grüße, 你好, 👋"
