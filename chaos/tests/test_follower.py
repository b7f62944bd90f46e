"""A device puts its streams in order, whatever comes when, and knows what it lacks."""

from itertools import permutations
from typing import Any

from chaos.fleet.follower import Follower, Reading
from chaos.fleet.journal import Journal
from chaos.fleet.presence import PresenceView

ME, ROOM = "me", "r"
STREAM = f"room.{ROOM}"


def follower() -> tuple[Follower, Journal]:
    journal = Journal("me-0", ME)
    one = Follower(journal)
    one.begin({"streams": {"community": 0, f"user.{ME}": 0}, "rooms": [entry(seq=1)]})
    return one, journal


def entry(*, seq: int, last_read: int = 1, unread: int = 0) -> dict[str, Any]:
    return {"room": {"id": ROOM}, "seq": seq, "last_read_seq": last_read, "unread_count": unread}


def told(stream: str, seq: int, **event: object) -> dict[str, Any]:
    return {"stream": stream, "seq": seq, "event": event}


def said(seq: int, author: str = "other") -> dict[str, Any]:
    message = {"id": f"m{seq}", "author_id": author, "version": 0}
    return told(STREAM, seq, type="message.sent", message=message)


def read(seq: int, *, room_seq: int, last_read: int, unread: int) -> dict[str, Any]:
    reading = {"last_read_seq": last_read, "unread_count": unread}
    return told(f"user.{ME}", seq, type="reading.changed", room_id=ROOM, room_seq=room_seq, reading=reading)


def test_every_order_of_arrival_gives_the_same() -> None:
    for order in permutations([said(2), said(3), said(4, ME), said(5)]):
        one, journal = follower()
        for envelope in order:
            one.hear(envelope)
            one.hear(envelope)
        assert one.position(STREAM) == 5
        assert one.behind() == []
        assert one.rooms[ROOM].reading == Reading(4, 1)
        assert len(journal.segments[-1].digests) == 4


def test_a_hole_is_known_and_stops_what_follows() -> None:
    one, _ = follower()
    one.hear(said(3))
    assert (one.position(STREAM), one.behind()) == (1, [STREAM])
    one.hear(said(2))
    assert (one.position(STREAM), one.behind()) == (3, [])


def test_a_reading_waits_for_its_place_or_asks() -> None:
    one, _ = follower()
    one.hear(read(1, room_seq=3, last_read=2, unread=1))
    assert one.rooms[ROOM].reading == Reading(1, 0)
    one.hear(said(2))
    one.hear(said(3))
    assert one.rooms[ROOM].reading == Reading(2, 1)
    one.hear(read(2, room_seq=2, last_read=2, unread=0))
    assert one.asked() == [ROOM]
    one.look_at(entry(seq=3, last_read=3))
    assert (one.asked(), one.rooms[ROOM].reading) == ([], Reading(3, 0))


def test_who_comes_back_begins_a_new_stretch() -> None:
    one, journal = follower()
    one.hear(told(f"user.{ME}", 1, type="room.left", room_id=ROOM))
    assert one.streams() == ["community", f"user.{ME}"]
    one.hear(said(9))  # the room's own stream was quicker than ours
    one.hear(told(f"user.{ME}", 2, type="room.joined", entry=entry(seq=8, last_read=8)))
    assert one.position(STREAM) == 9
    assert one.rooms[ROOM].reading == Reading(8, 1)
    assert [
        (segment.start, len(segment.digests)) for segment in journal.segments if segment.stream == STREAM
    ] == [
        (1, 0),
        (8, 1),
    ]


def test_two_different_events_at_one_place_are_odd() -> None:
    _, journal = follower()
    journal.hear(said(2))
    journal.hear(said(2))
    assert journal.oddities == []
    journal.hear(said(2, ME))
    assert len(journal.oddities) == 1


def test_offline_means_unknown_while_the_server_does_not_know() -> None:
    view = PresenceView()
    view.begin({"presence": [{"user_id": "a", "state": "online"}], "others": "offline"})
    view.take({"people": [{"user_id": "b", "state": "offline"}], "others": "unknown"})
    assert [view.state_of(one) for one in "abc"] == ["online", "unknown", "unknown"]
    view.forget()
    assert view.state_of("a") == "unknown"
