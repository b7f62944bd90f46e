"""The log never holds a token, a password, an address or what people wrote, however things go wrong."""

import json
import os
import signal
import time
import uuid
from collections.abc import Callable

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tools.person import PASSWORD, Person
from tools.stack import Stack

WORDS = "periwinkle submarine"
WRONG = "not the password at all"


@pytest.mark.parametrize(("style", "debug"), [("human", "1"), ("json", "0")])
def test_a_conversation_leaves_no_trace_in_the_log(style: str, debug: str) -> None:
    environment = {"FLOWCHAT_LOG": style, "FLOWCHAT_DEBUG": debug}
    with Stack(environment=environment, prepared=True) as stack:
        secrets = converse(stack)
        stack.kill()
        stack.start()
        stack.stop()
        log = stack.log
        postgres = (stack.data / "postgres" / "postgres.log").read_text(errors="replace")
    assert "listening" in log
    for name, secret in secrets.items():
        assert len(secret) >= 8, name
        assert secret not in log, f"{name} is in the log"
        assert secret not in postgres, f"{name} is in PostgreSQL's log"
    if style == "json":
        assert all(json.loads(line)["level"] for line in log.splitlines() if line.startswith("{"))


@pytest.mark.parametrize("style", ["human", "json"])
def test_what_fails_leaves_no_link_in_the_log(style: str) -> None:
    """The link still works when the database is back, so whoever reads the log must not find it there."""
    with Stack(environment={"FLOWCHAT_LOG": style}, prepared=True) as stack:
        alice, bob = Person(stack.url), Person(stack.url)
        alice.set_up(stack.setup_token)
        bob.register("Bob", invite=alice.invite())
        token = alice.call("POST", f"accounts/{bob.id}/reset-link/")["url"].rsplit("/", 1)[1]
        ask_without_database(stack, lambda: alice.send("GET", f"auth/reset/{token}/"))
        alice.http.get("/api/me/", headers={"Host": "elsewhere.example"})
        wait_for(lambda: alice.send("GET", f"auth/reset/{token}/").status_code == 200)
        log = stack.log
        for person in (alice, bob):
            person.http.close()
    assert "auth/reset/<str:token>/" in log, "where it failed is told"
    assert token not in log
    assert "elsewhere.example" not in log, "anyone could fill the disk with that"


def ask_without_database(stack: Stack, ask: Callable[[], httpx.Response]) -> None:
    """Kill PostgreSQL and ask something while it is away. It may be back before we looked: then once more."""
    for _ in range(10):
        (pidfile,) = stack.data.rglob("postmaster.pid")
        os.kill(int(pidfile.read_text().split()[0]), signal.SIGKILL)
        # What PostgreSQL forked lives on for a moment.
        until = time.monotonic() + 3
        while time.monotonic() < until:
            if ask().status_code == 503:
                return
        wait_for(lambda: httpx.get(f"{stack.url}/readyz", timeout=20).status_code == 200)
    raise AssertionError("it was never away")


def wait_for(condition: Callable[[], bool]) -> None:
    """Come back once it is so; fails after 30 s."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.1)


def converse(stack: Stack) -> dict[str, str]:
    """Do what people do, and everything that goes wrong; return what must stay secret."""
    alice, bob = Person(stack.url), Person(stack.url)
    secrets = {
        "set-up token": stack.setup_token,
        "password": PASSWORD,
        "wrong password": WRONG,
        "words": WORDS,
    }
    alice.set_up(stack.setup_token)
    secrets["invite"] = alice.invite()
    bob.register("Bob", invite=secrets["invite"])
    secrets["address"] = "bob@example.org"
    room = alice.make_room("Boathouse", bob)
    with bob.socket() as socket:
        alice.say(room, WORDS)
        socket.hear_event("message.sent")
        socket.say(type="authenticate", token="x" + bob.access)
        with pytest.raises(ConnectionClosed):
            list(socket)
    provoke(alice, room)
    secrets["reset link"] = alice.call("POST", f"accounts/{bob.id}/reset-link/")["url"].rsplit("/", 1)[1]
    bob.send("GET", f"auth/reset/{secrets['reset link']}/")
    bob.http.post("/api/auth/refresh/")
    secrets |= {"access token": bob.access, "signature": alice.access.rsplit(".", 1)[1]}
    secrets |= {f"cookie {number}": value for number, value in enumerate(bob.http.cookies.values())}
    for person in (alice, bob):
        person.http.close()
    return secrets


def provoke(person: Person, room: str) -> None:
    """Make requests that are refused in every way."""
    person.send("POST", "auth/login/", {"login": "bob@example.org", "password": WRONG})
    person.send("POST", "messages/", {"room": room, "client_id": "nonsense", "text": WORDS})
    person.send(
        "POST", "messages/", {"room": str(uuid.uuid4()), "client_id": str(uuid.uuid4()), "text": WORDS}
    )
    person.send("POST", "messages/", {"room": room, "client_id": str(uuid.uuid4()), "text": WORDS + "\0"})
    person.send("GET", f"users/?search={WORDS}")
    person.send("GET", f"invites/{WORDS}/")
    person.http.get(f"/{WORDS}", headers={"Authorization": f"Bearer x{person.access}"})
    person.http.post("/api/auth/login/", content=f'{{"password": "{WRONG}"')
