"""Who is at other processes: over all of them, by person and by room."""

from flowchat.chat.ids import new_id
from flowchat.chat.presence.elsewhere import Elsewhere, Stay

GARDEN, SHED = "room.garden", "room.shed"


def test_online_while_active_anywhere() -> None:
    board, ana = Elsewhere(), new_id()
    assert board.state_of(ana) == "offline"
    board.put("one", ana, Stay(active=False, rooms=frozenset({GARDEN})))
    assert board.state_of(ana) == "away"
    board.put("two", ana, Stay(active=True, rooms=frozenset({GARDEN, SHED})))
    assert board.state_of(ana) == "online"
    board.put("two", ana, None)
    assert board.state_of(ana) == "away"
    assert board.rooms_of(ana) == frozenset({GARDEN})
    board.put("one", ana, None)
    assert (board.state_of(ana), board.people()) == ("offline", [])


def test_rooms_follow_what_is_told() -> None:
    board, ana, bo = Elsewhere(), new_id(), new_id()
    board.put("one", ana, Stay(active=True, rooms=frozenset({GARDEN})))
    board.put("one", bo, Stay(active=True, rooms=frozenset({GARDEN, SHED})))
    assert board.in_room(GARDEN) == {ana, bo}
    board.put("one", bo, Stay(active=True, rooms=frozenset({SHED})))
    assert board.in_room(GARDEN) == frozenset({ana})
    assert board.in_room(SHED) == frozenset({bo})
    assert board.at("one") == {ana, bo}
    for person in (ana, bo):
        board.put("one", person, None)
    assert not board.in_room(GARDEN) | board.in_room(SHED) | board.at("one")


def test_what_was_never_told_may_be_taken_back() -> None:
    board, ana = Elsewhere(), new_id()
    board.put("one", ana, None)
    assert board.people() == []
