"""The short way and the long one: whatever is asked, nobody can tell which of them answered."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import jwt
import pytest
from django.conf import settings
from django.utils import timezone

from flowchat.chat.accounts.actions.sessions import sign_out
from flowchat.chat.accounts.models import Session, User
from flowchat.chat.events.streams import room_stream
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.api import views
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.tests.doors import DOORS, House, seen, stored, street
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.models import RoomKind
from flowchat.chat.rooms.tests.factories import at_once, logged, make_room, say, seat_of
from flowchat.chat.text import MESSAGE_LENGTH
from flowchat.http.greedy import Batches, Crowded
from flowchat.http.limits import Rate

pytestmark = pytest.mark.django_db(transaction=True)

Ask = Callable[[House], list[httpx.Response]]
SITE = "https://pages.example"


def send(text: Any = "Hello", **headers: str) -> Ask:
    return lambda here: [here.post(here.bob, here.words(text), **headers)]


def garbage(body: bytes, **headers: str) -> Ask:
    return lambda here: [here.post(here.bob, body, **headers)]


def repeat(here: House) -> list[httpx.Response]:
    words = here.words("one")
    changed = {**words, "text": "changed on the way"}
    return [here.post(here.bob, words), here.post(here.bob, changed), here.post(here.alice)]


def repeat_elsewhere(here: House) -> list[httpx.Response]:
    other = make_room(here.bob, name="Other")
    words = here.words("here")
    return [here.post(here.bob, words), here.post(here.bob, {**words, "room": str(other.id)})]


def outsider(here: House) -> list[httpx.Response]:
    public = make_room(here.alice, kind=RoomKind.PUBLIC, name="Public")
    strangers = [here.post(here.carol), here.post(here.carol, here.words(room=public)), here.post(None)]
    return [*strangers, here.post(here.bob, {**here.words(), "room": str(new_id())}), here.post(here.bob)]


def removed(here: House) -> list[httpx.Response]:
    before = here.post(here.bob)
    actions.remove_member(remover=seat_of(here.alice, here.room), user_id=here.bob.id)
    return [before, here.post(here.bob)]


def archived(here: House) -> list[httpx.Response]:
    words = here.words("before")
    before = here.post(here.bob, words)
    actions.update_room(editor=seat_of(here.alice, here.room), archived=True)
    return [before, here.post(here.bob), here.post(here.bob, words)]


def deactivated(here: House) -> list[httpx.Response]:
    before = here.post(here.bob)
    User.objects.filter(id=here.bob.id).update(is_active=False)
    return [before, here.post(here.bob)]


def session_over(here: House) -> list[httpx.Response]:
    before = here.post(here.bob)
    sign_out(here.sessions[here.bob.id])
    Session.objects.filter(id=here.sessions[here.alice.id].id).update(expires_at=timezone.now())
    return [before, here.post(here.bob), here.post(here.alice)]


def token_over(here: House) -> list[httpx.Response]:
    before = here.post(here.bob)
    now = timezone.now().replace(microsecond=0)
    claims = {
        "sub": str(here.bob.id),
        "sid": str(here.sessions[here.bob.id].id),
        "iat": now - timedelta(minutes=16),
        "exp": now - timedelta(minutes=1),
        "aud": "flowchat:access",
    }
    old = jwt.encode(claims, settings.JWT_KEY, algorithm="HS256")
    return [before, here.post(here.bob, Authorization=f"Bearer {old}")]


def bad_tokens(here: House) -> list[httpx.Response]:
    good = here.token(here.bob)
    kinds = [
        "",
        "Bearer",
        "Bearer x",
        f"Basic {good}",
        f"Bearer {good[:-2]}",
        f"Bearer {good}, Bearer {good}",
    ]
    return [here.post(None, here.words(), Authorization=one) for one in kinds]


def another_ones_session(here: House) -> list[httpx.Response]:
    mixed = here.token(here.bob), here.sessions[here.alice.id]
    now = timezone.now().replace(microsecond=0)
    claims = {
        "sub": str(here.bob.id),
        "sid": str(mixed[1].id),
        "iat": now,
        "exp": now + timedelta(minutes=5),
        "aud": "flowchat:access",
    }
    made = jwt.encode(claims, settings.JWT_KEY, algorithm="HS256")
    return [here.post(here.bob, Authorization=f"Bearer {made}")]


def shouting(here: House) -> list[httpx.Response]:
    return [here.post(here.bob) for _ in range(5)] + [here.post(here.alice)]


def with_more(**more: Any) -> Ask:
    return lambda here: [here.post(here.bob, here.words(**more))]


def answering(here: House) -> list[httpx.Response]:
    first = say(here.alice, here.room, "Who?")
    return [here.post(here.bob, {**here.words("Me"), key: str(first.id)}) for key in ("reply_to", "thread")]


def many(here: House) -> list[httpx.Response]:
    return [here.post(person) for _ in range(3) for person in (here.alice, here.bob)]


def addresses(here: House) -> list[httpx.Response]:
    headers = here.headers(here.bob)
    asked = [(method, path, json.dumps(here.words()).encode()) for method, path in ADDRESSES]
    return [here.http.request(method, path, content=body, headers=headers) for method, path, body in asked]


ADDRESSES = [
    ("POST", "/api/messages"),
    ("POST", "/api/messages/?x=1"),
    ("POST", "/api//messages/"),
    ("POST", "/api/messages/%20"),
    ("PUT", "/api/messages/"),
]


def in_pieces(here: House) -> list[httpx.Response]:
    body = json.dumps(here.words()).encode()
    return [
        here.http.post("/api/messages/", content=iter([body[:9], body[9:]]), headers=here.headers(here.bob))
    ]


SHORT: dict[str, Ask] = {
    "plain": send(),
    "trimmed": send("  Hello \n"),
    "any text": send(
        'line\r\nends\u2028st\u2029ay \x07\x1f\x7f "\\/ é \U0001f469\U0001f3fd‍\U0001f680 `code` **b**'
    ),
    "long": send("x" * MESSAGE_LENGTH),
    "charset": send(**{"Content-Type": "application/json; charset=utf-8"}),
    "own origin": lambda here: [here.post(here.bob, Origin=f"http://127.0.0.1:{here.port}")],
    "named origin": send(Origin=SITE),
    "other origin": send(Origin="https://elsewhere.example"),
    "many": many,
    "cookies": send(Cookie="a=1", Accept="application/json", **{"X-Request-ID": "0123456789abcdef"}),
}
"""What the short way answers, all of it."""

EITHER: dict[str, tuple[Ask, list[int]]] = {
    "repeat": (repeat, [201, 200, 201]),
    "repeat elsewhere": (repeat_elsewhere, [201, 409]),
    "outsider": (outsider, [404, 403, 401, 404, 201]),
    "removed": (removed, [201, 404]),
    "archived": (archived, [201, 409, 200]),
    "deactivated": (deactivated, [201, 401]),
    "session over": (session_over, [201, 401, 401]),
    "token over": (token_over, [201, 401]),
    "bad tokens": (bad_tokens, [401] * 6),
    "another one's session": (another_ones_session, [401]),
    "too often": (shouting, [201, 201, 201, 429, 429, 201]),
    "empty": (send(" \n"), [400]),
    "too long": (send("x" * (MESSAGE_LENGTH + 1)), [400]),
    "nul": (send("a\x00b"), [400]),
    "half a letter": (send("\ud83d"), [400]),
    "number": (send(5), [400]),
    "no JSON": (garbage(b"{"), [400]),
    "no UTF-8": (garbage(b'{"text":"\xff"}'), [400]),
    "NaN": (garbage(b'{"text":NaN}'), [400]),
    "a list": (garbage(b"[]"), [400]),
    "a key twice": (garbage(b'{"text":"a","text":"b"}'), [400]),
    "too deep": (garbage(b"[" * 50_000), [400]),
    "too large": (garbage(b" " * 200_000), [413]),
    "nothing": (garbage(b""), [400]),
    "other kind": (garbage(b"{}", **{"Content-Type": "text/plain"}), [415]),
    "other host": (send(Host="elsewhere.example"), [400]),
    "unknown field": (with_more(colour="red"), [400]),
    "calling": (send("Hello @alice0 @alice1 @all"), [201]),
    "link": (send("see https://example.org/"), [201]),
    "answering": (answering, [201, 201]),
    "unknown upload": (with_more(upload_ids=[str(new_id())]), [400]),
    "addresses": (addresses, [201, 201, 404, 404, 405]),
    "pages only": (send(Accept="text/html"), [406]),
    "indented": (send(Accept="application/json; indent=4"), [201]),
    "in pieces": (in_pieces, [400]),
}
"""What the bridge has to answer at least some of, and the statuses."""


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    settings.CORS_ALLOW_CREDENTIALS = True


@pytest.mark.parametrize("name", SHORT)
def test_what_the_short_way_answers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    with street(monkeypatch) as move_in:
        for door in DOORS:
            here = move_in(door)
            answers = SHORT[name](here)
            assert {one.status_code for one in answers} == {201}
            assert all("x-request-id" in one.headers for one in answers)
            assert here.taken == ([True] * len(answers) if door == "short" else [])
            found.append(([seen(one) for one in answers], stored(here)))
    assert found[0] == found[1]


@pytest.mark.parametrize("name", EITHER)
def test_what_may_take_the_long_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SENDING", Rate(count=3 if name == "too often" else 120, seconds=3600))
    found = []
    ask, statuses = EITHER[name]
    with street(monkeypatch) as move_in:
        for door in DOORS:
            here = move_in(door)
            answers = ask(here)
            assert [one.status_code for one in answers] == statuses
            assert here.taken.count(True) <= statuses.count(201)
            found.append(([seen(one) for one in answers], stored(here)))
    assert found[0] == found[1]


def test_a_refusal_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The short way counts, sees that it can't answer, and the bridge counts again: that may not make two."""
    monkeypatch.setattr(views, "SENDING", Rate(count=4, seconds=3600))
    with street(monkeypatch) as move_in:
        here = move_in("short")
        assert [here.post(here.carol).status_code for _ in range(5)] == [404, 404, 404, 404, 429]
        words = here.words()
        repeats = [here.post(here.bob, words).status_code for _ in range(5)]
        assert repeats == [201, 200, 200, 200, 429]
    assert Message.objects.count() == 1


def test_what_waits_too_long_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: Any) -> None:
        raise Crowded

    monkeypatch.setattr(Batches, "ask", refuse)
    with street(monkeypatch) as move_in:
        here = move_in("short")
        answer = here.post(here.bob, Origin=SITE)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert answer.json()["error"]["code"] == "unavailable"
        assert answer.headers["access-control-allow-origin"] == SITE
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert not Message.objects.exists()


def test_many_at_once_over_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    with street(monkeypatch) as move_in:
        here = move_in("short")
        senders = [here.alice, here.bob] * 4

        def talk(person: User, number: int) -> list[int]:
            with httpx.Client(base_url=here.http.base_url) as http:
                bodies = [here.words(f"{number} {turn}") for turn in range(15)]
                return [
                    http.post("/api/messages/", json=body, headers=here.headers(person)).status_code
                    for body in bodies
                ]

        results = at_once(*(partial(talk, person, number) for number, person in enumerate(senders)))
        assert results == [[201] * 15] * 8
        assert here.taken == [True] * 120
    sent = [body["message"] for body in logged(room_stream(here.room.id)) if body["type"] == "message.sent"]
    assert [one["seq"] for one in sent] == list(range(2, 122))
    assert len({one["text"] for one in sent}) == 120
    for number in range(8):
        own = [one["text"] for one in sent if one["text"].startswith(f"{number} ")]
        assert own == [f"{number} {turn}" for turn in range(15)]
