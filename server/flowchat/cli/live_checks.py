"""The checks of `flowchat doctor` on what runs: database, migrations, clock, and a WebSocket from end to end.

Imports Django's models, so it may be imported only after Django is set up.
"""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

from flowchat.chat.accounts.models import Community
from flowchat.chat.accounts.tokens import key_mark
from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.media.scanning import greet
from flowchat.cli.checkup import Check
from flowchat.cli.database import server_lock
from flowchat.cli.firebase_checks import firebase_checks
from flowchat.cli.hosts import server_address
from flowchat.cli.schema import newer_migrations, waiting_migrations
from flowchat.cli.server import make_server
from flowchat.cli.storage_checks import storage_checks
from flowchat.config.env import Environment
from flowchat.config.problems import Problem

_OLDEST_SERVER = 140000
_TOLERATED = 5.0  # seconds two clocks may differ
_REFUSED = 4401  # the close code for a token that is not good: docs/protocol.md, section 5
_PATIENCE = 10.0


def live_checks(environment: Environment) -> list[Check]:
    """Answer the checks that need the database."""
    return [
        Check("database", _database),
        Check("migrations", _migrations),
        Check("keys", _keys),
        Check("clock", _clock),
        *storage_checks(),
        *_scanner_checks(settings.UPLOADS.scanner),
        *firebase_checks(),
        Check("WebSocket", lambda: _web_socket(environment)),
    ]


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
    if version < _OLDEST_SERVER:
        raise Problem(f"PostgreSQL {version // 10000} is too old.", fix="Use PostgreSQL 14 or newer.")
    return f"PostgreSQL {version // 10000} answers"


def _migrations() -> str:
    newer, waiting = newer_migrations(), waiting_migrations()
    if newer:
        raise Problem(
            f"A newer FlowChat made the tables ({newer[0]}).",
            fix="Install that version again, or go back with a backup: docs/backup.md.",
        )
    if waiting:
        raise Problem(f"{len(waiting)} migrations are waiting.", fix="Run: flowchat migrate")
    return "all applied"


def _keys() -> str:
    """Two servers of one database with keys of their own sign each other's people out."""
    if waiting_migrations():
        return "not known before the migrations"
    noted = Community.objects.values_list("key_mark", flat=True).first()
    if noted and noted != key_mark():
        raise Problem(
            "The server that was started last on this database has other keys than this one.",
            fix="Give all servers of this database the same secrets.json, and start them again.",
        )
    return "those of this database"


def _scanner_checks(address: str | None) -> list[Check]:
    return [Check("virus scanner", lambda: _scanner(address))] if address else []


def _scanner(address: str) -> str:
    """While it doesn't answer, nothing can be uploaded."""
    fix = "Start it, or check FLOWCHAT_CLAMAV."
    try:
        said = greet(address)
    except OSError as error:
        raise Problem(f"It does not answer ({type(error).__name__}).", fix=fix) from error
    if said != "PONG":
        raise Problem("Something else than a ClamAV daemon answers.", fix=fix)
    return "answers"


def _clock() -> str:
    """Tokens, leases and the order of days all hang on the clock; a wrong one signs everybody out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        apart = float(cursor.fetchone()[0]) - time.time()
    if abs(apart) > _TOLERATED:
        raise Problem(
            f"This machine's clock and the database's are {abs(apart):.0f} s apart.", fix=_SET_CLOCK
        )
    if not waiting_migrations():
        newest = LoggedEvent.objects.order_by("-at").values_list("at", flat=True).first()
        if newest and (newest - datetime.now(UTC)).total_seconds() > _TOLERATED:
            raise Problem(
                f"The clock went back: the newest event is from {newest:%Y-%m-%d %H:%M} UTC.", fix=_SET_CLOCK
            )
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"


_SET_CLOCK = "Set the clock with NTP (timedatectl set-ntp true)."


def _web_socket(environment: Environment) -> str:
    """Send a token nobody could accept and expect its refusal: that takes the whole way there and back."""
    if not server_lock(environment.data).is_held():
        with _server_for_a_moment(environment) as address:
            return f"{_round_trip(address)} (no server runs; tried with one of its own)"
    address = server_address(environment)
    return f"{_round_trip(address)} through {address}"


def _round_trip(address: str) -> str:
    parts = urlsplit(address)
    url = urlunsplit(("wss" if parts.scheme == "https" else "ws", parts.netloc, "/ws/", "", ""))
    began = time.monotonic()
    try:
        with connect(url, open_timeout=_PATIENCE, close_timeout=1, origin=None) as web_socket:
            web_socket.send(json.dumps({"type": "authenticate", "token": "not-a-token"}))
            while True:
                web_socket.recv(timeout=_PATIENCE)
    except ConnectionClosed as closed:
        if closed.rcvd and closed.rcvd.code == _REFUSED:
            return f"answers in {(time.monotonic() - began) * 1000:.0f} ms"
        raise Problem(f"{url} closes unexpectedly ({closed}).", fix="Look into the server's log.") from closed
    except (OSError, InvalidHandshake, TimeoutError) as error:
        raise Problem(
            f"{url} can't be reached ({type(error).__name__}: {error}).",
            fix="A proxy in front must pass the Upgrade and Connection headers on.",
        ) from error


@contextmanager
def _server_for_a_moment(environment: Environment) -> Iterator[str]:
    ready = threading.Event()
    server = make_server(environment, None, ready.set)
    bound = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        if not ready.wait(_PATIENCE):
            raise Problem(
                "The server does not start.", fix="Start it with flowchat serve and read what it says."
            )
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
