"""The boards, without a clock of their own."""

from flowchat.chat.ids import new_id
from flowchat.chat.presence.leases import PresenceBoard
from flowchat.chat.presence.typing import LEASE_SECONDS, TypingBoard

BOB, LAPTOP, PHONE, GARDEN, SHED = (new_id() for _ in range(5))


def test_online_while_any_connection_is_in_use() -> None:
    board = PresenceBoard()
    assert board.state_of(BOB) == "offline"
    assert board.hold(BOB, LAPTOP, active=True)
    assert not board.hold(BOB, PHONE, active=False)
    assert board.state_of(BOB) == "online"
    assert board.hold(BOB, LAPTOP, active=False)
    assert board.state_of(BOB) == "away"
    assert not board.release(BOB, LAPTOP)
    assert board.people() == [BOB]
    assert board.release(BOB, PHONE)
    assert board.state_of(BOB) == "offline"
    assert board.people() == []


def test_the_only_active_connection_leaving_means_away() -> None:
    board = PresenceBoard()
    board.hold(BOB, LAPTOP, active=True)
    board.hold(BOB, PHONE, active=False)
    assert board.release(BOB, LAPTOP)
    assert board.state_of(BOB) == "away"


def test_giving_back_what_was_never_held_changes_nothing() -> None:
    board = PresenceBoard()
    assert not board.release(BOB, PHONE)


def test_typing_ends_by_itself() -> None:
    now = 100.0
    board = TypingBoard(lambda: now)
    board.start(GARDEN, BOB)
    board.start(SHED, BOB)
    now += LEASE_SECONDS / 2
    board.start(GARDEN, BOB)
    now += LEASE_SECONDS / 2
    assert board.rooms_of(BOB) == [GARDEN], "only the renewed one is left"
    assert not board.stop(SHED, BOB)
    assert board.stop(GARDEN, BOB)
    assert not board.stop(GARDEN, BOB)


def test_typing_is_shown_to_others_who_hear_the_room() -> None:
    board = TypingBoard(lambda: 0.0)
    board.start(GARDEN, BOB)
    assert [one.user_id for one in board.now(lambda room: room == GARDEN, but=PHONE)] == [BOB]
    assert board.now(lambda room: room == GARDEN, but=BOB) == []
    assert board.now(lambda room: room == SHED, but=PHONE) == []
