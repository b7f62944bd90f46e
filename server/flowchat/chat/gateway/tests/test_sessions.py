"""Staying in: renewing the proof, and being shown out when the session ends."""

from datetime import timedelta

import pytest

from flowchat.chat.accounts import tokens
from flowchat.chat.accounts.access import managed_account
from flowchat.chat.accounts.actions.running import change_account
from flowchat.chat.accounts.actions.sessions import sign_out, sign_out_everywhere
from flowchat.chat.accounts.models import AccountRole
from flowchat.chat.gateway import limits
from flowchat.chat.gateway.tests.conftest import Cast, Enter
from flowchat.chat.gateway.tests.harness import sign_in, token_for


def test_renewing_on_the_open_socket(cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    session = sign_in(cast.bob)
    # Each step may take so long; a token counts in whole seconds.
    monkeypatch.setattr(tokens, "ACCESS_LIFETIME", timedelta(seconds=6))
    bob = enter(cast.bob, session)
    monkeypatch.setattr(tokens, "ACCESS_LIFETIME", timedelta(minutes=5))
    bob.send(type="authenticate", token=token_for(cast.bob, session))
    assert bob.next("authenticated")["expires_at"] > bob.ready["expires_at"]
    monkeypatch.setattr(tokens, "ACCESS_LIFETIME", timedelta(seconds=6))
    late = enter(cast.bob, session)
    assert late.closed_with() == 4401, "its token ended, and that of the other before it"
    seq = cast.say("Still there?")
    assert bob.next("event")["seq"] == seq


def test_renewing_with_another_session_of_ones_own(cast: Cast, enter: Enter) -> None:
    old, new = sign_in(cast.bob), sign_in(cast.bob)
    bob = enter(cast.bob, old)
    bob.send(type="authenticate", token=token_for(cast.bob, new))
    assert bob.next("authenticated")
    sign_out(old)
    seq = cast.say("The new one counts")
    assert bob.events(1, cast.stream) == [seq]
    sign_out(new)
    assert bob.closed_with() == 4401


def test_renewing_as_someone_else_is_refused(cast: Cast, enter: Enter) -> None:
    bob = enter(cast.bob)
    bob.send(type="authenticate", token=token_for(cast.carol))
    assert bob.closed_with() == 4401


def test_signing_out_closes_the_sockets_of_that_session_only(cast: Cast, enter: Enter) -> None:
    here, there = sign_in(cast.bob), sign_in(cast.bob)
    one, two, other = enter(cast.bob, here), enter(cast.bob, here), enter(cast.bob, there)
    sign_out(here)
    assert one.closed_with() == 4401
    assert two.closed_with() == 4401
    seq = cast.say("One of you is left")
    assert other.events(1, cast.stream) == [seq]


def test_signing_out_everywhere_closes_them_all(cast: Cast, enter: Enter) -> None:
    one, two, alice = enter(cast.bob), enter(cast.bob), enter(cast.alice)
    sign_out_everywhere(cast.bob)
    assert one.closed_with() == two.closed_with() == 4401
    assert alice.presence_of(cast.bob) == "offline"


def test_a_deactivated_account_is_out_at_once(cast: Cast, enter: Enter) -> None:
    cast.alice.role = AccountRole.OWNER
    cast.alice.save(update_fields=["role"])
    bob = enter(cast.bob)
    change_account(managed_account(cast.alice, cast.bob.id), active=False)
    assert bob.closed_with() == 4401


def test_the_oldest_of_too_many_sockets_is_closed(
    cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowchat.chat.gateway.lobby.SOCKETS_PER_ACCOUNT", 3)
    session = sign_in(cast.bob)
    first, *rest = [enter(cast.bob, session) for _ in range(4)]
    assert first.closed_with() == 4409
    seq = cast.say("Three remain")
    assert [client.events(1, cast.stream) for client in rest] == [[seq]] * 3


def test_the_promised_limits() -> None:
    """docs/protocol.md section 5."""
    assert (limits.AUTHENTICATE_SECONDS, limits.SILENCE_SECONDS, limits.FRAME_BYTES) == (10, 25, 4096)
    assert (limits.FRAMES_AT_ONCE, limits.FRAMES_PER_SECOND, limits.SOCKETS_PER_ACCOUNT) == (40, 2, 20)
