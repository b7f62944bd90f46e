"""Catching up by the short way and by the long one: nobody can tell which of them answered."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, get_args

import httpx
import pytest
from pydantic import BaseModel

from flowchat.chat.accounts.actions.sessions import sign_out
from flowchat.chat.accounts.models import User
from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.events.types import Event
from flowchat.chat.messaging.tests.doors import DOORS, House, street, understood
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.tests.factories import say, seat_of

pytestmark = pytest.mark.django_db(transaction=True)

Steps = Iterator[Sequence[tuple[User | None, str]]]
"""Who asks for what; between two of them something happens."""


def sync(here: House, person: User | None, query: str) -> httpx.Response:
    return here.http.get(f"/api/sync/?{query}", headers=here.headers(person))


def of_room(here: House, after: int | str = 0) -> str:
    return f"stream={room_stream(here.room.id)}&after={after}"


def own(here: House) -> Steps:
    for number in range(3):
        say(here.alice, here.room, f"line\u2028 {number} é \x07")
    say(here.bob, here.room, "@all come")
    rooms = [(here.bob, of_room(here, after)) for after in (0, 1, 3, 5)]
    others = [f"stream={user_stream(here.bob.id)}&after=0", "stream=community&after=0"]
    yield [*rooms, *((here.bob, query) for query in others)]
    say(here.alice, here.room, "One more")
    yield rooms


def beyond(here: House) -> Steps:
    say(here.alice, here.room)
    say(here.alice, here.room)
    LoggedEvent.objects.filter(stream_id=room_stream(here.room.id), seq__lt=3).delete()
    yield [(here.bob, of_room(here, after)) for after in (99, 0, 1, 2, 3)]


def of_others(here: House) -> Steps:
    foreign = f"stream={user_stream(here.alice.id)}&after=0"
    mine = of_room(here)
    yield [(here.carol, mine), (here.bob, foreign), (None, mine)]


def in_other_words(here: House) -> Steps:
    stream = room_stream(here.room.id)
    queries = [
        f"after=0&stream={stream}",
        f"stream={stream}&after=00",
        f"stream={stream}&after=-1",
        f"stream={stream}&after=1&after=2",
        f"stream={stream}&after={2**63}",
        f"stream={stream.upper()}&after=0",
        f"stream={stream}&after=0&more=1",
        f"stream={stream}",
        "stream=room.x&after=0",
        "",
    ]
    yield [(here.bob, query) for query in queries]


def gone(here: House) -> Steps:
    yield [(here.bob, of_room(here))]
    actions.remove_member(remover=seat_of(here.alice, here.room), user_id=here.bob.id)
    yield [(here.bob, of_room(here))]
    sign_out(here.sessions[here.bob.id])
    User.objects.filter(id=here.alice.id).update(is_active=False)
    yield [(here.bob, "stream=community&after=0"), (here.alice, of_room(here))]


CASES: dict[str, tuple[Callable[[House], Steps], list[int]]] = {
    "own": (own, [200] * 10),
    "beyond": (beyond, [200] * 5),
    "of others": (of_others, [404, 404, 401]),
    "in other words": (in_other_words, [200, 200, *[400] * 8]),
    "gone": (gone, [200, 404, 401, 401]),
}
"""What is asked, and the statuses."""


@pytest.mark.parametrize("name", CASES)
def test_both_answer_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare, statuses = CASES[name]
    with street(monkeypatch) as move_in:
        here = move_in("short")
        found: dict[str, list[httpx.Response]] = {door: [] for door in DOORS}
        # Answers are prepared one step at a time: what is asked last may be asked after something has changed.
        for questions in prepare(here):
            for door, answers in found.items():
                here.go_through(door)
                answers += [sync(here, person, query) for person, query in questions]
                # What is not refused, the short way answers; it may leave an odd spelling to the bridge.
                given = [one.status_code for one in answers[-len(questions) :]].count(200)
                assert here.taken.count(True) == (given if door == "short" else 0)
    for door in DOORS:
        assert [one.status_code for one in found[door]] == statuses
    assert [understood(one) for one in found["short"]] == [understood(one) for one in found["long"]]


def test_what_rooms_hear_is_complete_as_it_is_kept() -> None:
    """A field with a default may be missing in what an older version kept: the short way could not hand that on."""
    heard_by_one = {"RoomJoined", "ReadingChanged", "AccountChanged"}
    kinds = get_args(get_args(Event)[0])
    assert {kind.__name__ for kind in kinds if any(defaults(kind))} == heard_by_one


def defaults(kind: type[BaseModel]) -> Iterator[str]:
    """Name the fields of a model, and of those in it, that may be missing."""
    for name, field in kind.model_fields.items():
        if not field.is_required() and name != "type":
            yield name
        yield from (one for inner in models_in(field.annotation) for one in defaults(inner))


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)
