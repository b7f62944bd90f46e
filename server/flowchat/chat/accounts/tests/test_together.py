"""Many things at once to one account: nothing waits for ever, nothing is lost."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from django.db import connection, transaction

from flowchat.chat import errors
from flowchat.chat.accounts import actions
from flowchat.chat.accounts.access import managed_account
from flowchat.chat.accounts.actions import start_session
from flowchat.chat.accounts.models import Session, User
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import (
    PASSWORD,
    at_once,
    bearer,
    client_of,
    logged,
    somebody_waits_for_a_lock,
    token_of,
)
from flowchat.chat.accounts.tests.test_refresh import refresh
from flowchat.chat.accounts.tokens import seal_refresh


@pytest.mark.django_db(transaction=True)
def test_every_action_on_one_account_at_once(cast: Cast) -> None:
    """Each takes its locks in one order; two orders would be a deadlock, which PostgreSQL answers with an error."""
    sessions = [start_session(user=cast.bob, device="Test") for _ in range(4)]
    Session.objects.update(generation=5)  # the tokens below are stolen goods: each ends its session
    tokens = [token_of(session) for session in sessions]
    stale = [seal_refresh(session.id, 1) for session in sessions]
    admin = token_of(start_session(user=cast.alice, device="Test"))
    path = f"/api/accounts/{cast.bob.id}/"

    def change(access: str, where: str, **body: Any) -> Callable[[], int]:
        return lambda: bearer(access).patch(where, body, format="json").status_code

    def post(access: str, where: str) -> Callable[[], int]:
        return lambda: bearer(access).post(where).status_code

    def reuse(token: str) -> Callable[[], int]:
        return lambda: int(refresh(token).status_code)

    for round_number in range(4):
        answers = at_once(
            change(tokens[0], "/api/me/", name=f"Robert {round_number}", preferences={"theme": "dark"}),
            change(tokens[1], "/api/me/", about=f"Round {round_number}", language="de"),
            change(admin, path, active=False),
            change(admin, path, active=True),
            change(admin, path, role="admin"),
            change(admin, path, role="member"),
            change(admin, "/api/community/", name=f"Pier {round_number}"),
            post(admin, f"{path}reset-link/"),
            post(tokens[2], "/api/auth/logout-everywhere/"),
            reuse(stale[round_number]),
        )
        assert {status for status in answers if not isinstance(status, int)} == set()
        assert max(answers) < 500
    me = client_of(cast.alice).get(f"/api/users/?ids={cast.bob.id}").json()["people"][0]
    told = [body["person"] for body in logged("community") if body["type"] == "profile.changed"]
    public = [person for person in told if person["id"] == str(cast.bob.id)]
    assert {**public[-1], "revision": 0} == {**me, "revision": 0}
    own = [
        body["me"]["revision"] for body in logged(f"user.{cast.bob.id}") if body["type"] == "account.changed"
    ]
    assert own == list(range(2, me["revision"] + 1))


def run_until_it_waits(job: Callable[[], Any]) -> Future[Any]:
    """Begin a job in a thread; come back once it waits for a lock that the caller holds."""
    done: Future[Any] = Future()

    def work() -> None:
        try:
            done.set_result(job())
        except Exception as error:  # noqa: BLE001  # the caller sees it
            done.set_exception(error)
        finally:
            connection.close()

    threading.Thread(target=work).start()
    deadline = time.monotonic() + 20
    while not somebody_waits_for_a_lock():
        assert not done.done(), done.exception()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return done


@pytest.mark.django_db(transaction=True)
def test_a_new_password_and_signing_out_wait_in_one_line(cast: Cast) -> None:
    here, _ = (start_session(user=cast.bob, device="Test") for _ in range(2))
    with transaction.atomic():
        Session.objects.select_for_update(no_key=True).get(id=here.id)  # as signing out here does first
        changing = run_until_it_waits(
            lambda: actions.change_password(
                session=here, current_password=PASSWORD, new_password="seven small boats"
            )
        )
        actions.sign_out(here)
    assert isinstance(changing.exception(20), errors.SignedOut)


@pytest.mark.django_db(transaction=True)
def test_a_reset_and_another_link_wait_in_one_line(cast: Cast) -> None:
    managed = managed_account(cast.alice, cast.bob.id)
    token = actions.create_reset_link(managed).token
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(id=cast.bob.id)  # as making a link does first
        resetting = run_until_it_waits(
            lambda: actions.reset_password(token=token, new_password="seven small boats", device="")
        )
        actions.create_reset_link(managed)
    assert isinstance(resetting.exception(20), errors.NotFound), "the link was replaced before it was used"
