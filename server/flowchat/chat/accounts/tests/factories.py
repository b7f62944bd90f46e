"""Accounts, sessions and clients for tests."""

import threading
from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection
from rest_framework.test import APIClient

from flowchat.chat.accounts.actions import start_session
from flowchat.chat.accounts.models import AccountRole, Session, User
from flowchat.chat.accounts.search import search_key_of
from flowchat.chat.accounts.tokens import make_access_token
from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.text import fold_name

PASSWORD = "correct horse battery"


@cache
def _hash() -> str:
    return make_password(PASSWORD)


def make_user(name: str, *, role: str = AccountRole.MEMBER, username: str = "", **fields: Any) -> User:
    """An account whose password is PASSWORD; the slow hash is made once for all of them."""
    username = username or name.lower().replace(" ", ".")
    fields.setdefault("email", f"{username}@example.org")
    user = User(
        name=name,
        username=username,
        username_key=fold_name(username),
        search_key=search_key_of(name, username),
        role=role,
        password=_hash(),
        **fields,
    )
    user.save(force_insert=True)
    return user


def token_of(session: Session) -> str:
    """An access token of this session."""
    return make_access_token(user_id=session.user_id, session_id=session.id)[0]


def bearer(token: str) -> APIClient:
    """A client that sends this access token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def client_of(user: User | None) -> APIClient:
    """A client with a session of `user`, or signed out."""
    return bearer(token_of(start_session(user=user, device="Test"))) if user else APIClient()


def browser_of(user: User) -> APIClient:
    """A client that signed in through the door: it holds the access token and the refresh cookie."""
    client = APIClient()
    body = {"login": user.username, "password": PASSWORD}
    response = client.post("/api/auth/login/", body, format="json")
    assert response.status_code == 200, response.content
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {response.json()['access']}")
    return client


def logged(stream: str) -> list[dict[str, Any]]:
    """The bodies of a stream's events; fails when their numbers have a hole."""
    rows = list(LoggedEvent.objects.filter(stream_id=stream).order_by("seq"))
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    return [row.body for row in rows]


def types_in(stream: str) -> list[str]:
    """The types of a stream's events."""
    return [body["type"] for body in logged(stream)]


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs in threads that start together; return what each answered or raised."""
    results: list[Any] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(place: int, job: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = job()
        except Exception as error:  # noqa: BLE001  # whatever it is, the test compares it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def somebody_waits_for_a_lock() -> bool:
    """Does a transaction in this database wait for another? The suite's other processes have databases of their own."""
    with connection.cursor() as cursor:
        # Inside a transaction PostgreSQL would repeat what it said at its beginning.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])
