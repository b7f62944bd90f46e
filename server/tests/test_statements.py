"""No list costs more statements the longer it is, whatever hangs on its rows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from django.core.cache import cache

from flowchat.chat.accounts.models import User
from tests.growing import Growing, ask, statements
from tools.prepare import ROOT

FEW, MANY = 2, 6
Rows = Callable[[Any], Any]


def under(name: str) -> Rows:
    return lambda told: told[name]


def those_with(part: str) -> Rows:
    return lambda told: [one for one in told["messages"] if one[part]]


LISTS: dict[str, list[tuple[str, Rows]]] = {
    "/api/accounts/": [("accounts/", under("accounts"))],
    "/api/bootstrap/": [("bootstrap/", under(name)) for name in ("rooms", "drafts", "saved_ids", "emoji")],
    "/api/drafts/": [("drafts/", under("drafts"))],
    "/api/emoji/": [("emoji/", under("emoji"))],
    "/api/invites/": [("invites/", under("invites"))],
    "/api/messages/": [
        ("messages/?room={room}", those_with(part))
        for part in ("attachments", "forwarded", "pinned", "previews", "reactions", "reply_to", "thread")
    ],
    "/api/messages/{message_id}/": [
        ("messages/{root}/", lambda told: told["message"]["thread"]["participant_ids"])
    ],
    "/api/messages/{message_id}/versions/": [("messages/{root}/versions/", under("versions"))],
    "/api/rooms/": [("rooms/?browse=public", under("rooms"))],
    "/api/rooms/{room_id}/": [("rooms/{room}/", lambda told: range(told["member_count"]))],
    "/api/rooms/{room_id}/files/": [("rooms/{room}/files/", under("files"))],
    "/api/rooms/{room_id}/members/": [("rooms/{room}/members/", under("members"))],
    "/api/rooms/{room_id}/mentionable/": [("rooms/{room}/mentionable/?search=p", under("people"))],
    "/api/rooms/{room_id}/pins/": [("rooms/{room}/pins/", under("messages"))],
    "/api/rooms/{room_id}/removals/": [("rooms/{room}/removals/", under("removals"))],
    "/api/saved/": [("saved/", under("items"))],
    "/api/search/": [("search/?q=tea", under("hits"))],
    "/api/sync/": [("sync/?stream={stream}&after=0", under("events"))],
    "/api/threads/": [("threads/?filter=following", under("threads"))],
    "/api/threads/{root_id}/": [("threads/{root}/", under("people"))],
    "/api/users/": [("users/?search=p", under("people"))],
}
"""Every reading endpoint whose answer grows, by its path in the contract, and where its rows are."""
SINGLE = {
    "/api/auth/reset/{token}/",
    "/api/auth/sessions/",  # at most 20 of one account, all in one row each
    "/api/community/",
    "/api/emoji/{emoji_id}/picture/",
    "/api/files/{upload_id}/",
    "/api/files/{upload_id}/large/",
    "/api/files/{upload_id}/small/",
    "/api/invites/{key}/",
    "/api/me/",
    "/api/me/storage/",
    "/api/messages/at/",
    "/api/previews/{preview_id}/picture/",
    "/api/setup/{token}/",
    "/api/uploads/{upload_id}/",
    "/api/users/{user_id}/",
}
"""And those that tell of one thing."""


@pytest.fixture
def growing(db: None) -> Iterator[Growing]:
    cache.clear()
    yield Growing()
    cache.clear()


def test_every_reading_endpoint_is_known_here() -> None:
    contract = yaml.safe_load((ROOT / "contract" / "openapi.yaml").read_text())
    reading = {path for path, methods in contract["paths"].items() if "get" in methods}
    assert reading == LISTS.keys() | SINGLE, "Is it a list? Then it is measured here."


def test_no_list_asks_more_the_longer_it_is(growing: Growing) -> None:
    for _ in range(FEW):
        growing.grow()
    few = {name: look(growing, lists) for name, lists in LISTS.items()}
    for _ in range(MANY - FEW):
        growing.grow()
    many = {name: look(growing, lists) for name, lists in LISTS.items()}
    short = [
        name for name in LISTS if not all(a < b for a, b in zip(few[name][1], many[name][1], strict=True))
    ]
    assert not short, f"these did not grow, so nothing was measured: {short}"
    grown = {name: repeated(many[name][0]) for name in LISTS if len(many[name][0]) > len(few[name][0])}
    assert not grown, f"these ask once for each row: {grown}"


def look(growing: Growing, lists: list[tuple[str, Rows]]) -> tuple[list[str], list[int]]:
    """Return what reading a list asks the database, and how many rows of each kind it has."""
    place = "/api/" + lists[0][0].format(room=growing.room.id, root=growing.root, stream=growing.stream)
    told = ask(growing.client, place)  # what is remembered between requests is remembered now
    return statements(lambda: ask(growing.client, place)), [len(rows(told)) for _, rows in lists]


def repeated(asked: list[str]) -> list[str]:
    """Return the beginnings of what was asked more than once."""
    heads = [one[:100] for one in asked]
    return sorted({head for head in heads if heads.count(head) > 1})


def test_asking_for_each_row_would_be_seen(growing: Growing) -> None:
    growing.grow()
    growing.grow()
    asked = statements(lambda: [User.objects.get(id=one.id) for one in growing.people])
    assert len(asked) == 2
    assert len(repeated(asked)) == 1
