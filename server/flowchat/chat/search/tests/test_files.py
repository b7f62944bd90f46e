"""Files are found by their names and kinds."""

from typing import Any

import pytest
from django.db import connection

from flowchat.chat.accounts.models import User
from flowchat.chat.media.models import FileKind
from flowchat.chat.messaging.tests.changes import delete, edit, forward, restore
from flowchat.chat.messaging.tests.test_room_files import send
from flowchat.chat.rooms.tests.conftest import Cast, cast
from flowchat.chat.rooms.tests.factories import client_of, make_room, say

__all__ = ["cast"]


def found(user: User, text: str) -> list[Any]:
    response = client_of(user).get("/api/search/", {"q": text})
    assert response.status_code == 200
    hits: list[Any] = response.json()["hits"]
    return hits


@pytest.mark.parametrize("text", ["budget", "budget_2026", "2026", "2026.xlsx", '"budget_2026.xlsx"'])
def test_by_name(text: str, cast: Cast) -> None:
    said = send(cast.bob, cast.room, "notes.txt", "Budget_2026.xlsx")
    say(cast.bob, cast.room, "Nothing of the kind")
    (hit,) = found(cast.alice, text)
    assert hit["message"]["id"] == str(said.id)
    assert "Budget_2026.xlsx" in "".join(piece["text"] for piece in hit["snippet"])
    assert any(piece["match"] for piece in hit["snippet"])
    assert found(cast.carol, text) == []


def test_names_are_no_markup(cast: Cast) -> None:
    send(cast.bob, cast.room, "||plan|| https://example.org `x`.txt")
    assert found(cast.alice, "has:link") == found(cast.alice, "has:code") == []
    (hit,) = found(cast.alice, "plan")
    assert "||plan||" in "".join(piece["text"] for piece in hit["snippet"])


def test_by_kind(cast: Cast) -> None:
    drawing = send(cast.bob, cast.room, "a.png", kind=FileKind.PICTURE)
    notes = send(cast.bob, cast.room, "b.txt")
    say(cast.bob, cast.room, "Words only")
    everything = {hit["message"]["id"] for hit in found(cast.alice, "has:file")}
    assert everything == {str(drawing.id), str(notes.id)}
    assert [hit["message"]["id"] for hit in found(cast.alice, "HAS:picture")] == [str(drawing.id)]


def test_what_is_deleted_vanishes_with_its_words(cast: Cast) -> None:
    said = send(cast.bob, cast.room, "zanzibar.png", kind=FileKind.PICTURE)
    edit(cast.bob, said, "See this")
    assert found(cast.alice, "zanzibar")
    delete(cast.bob, said)
    assert found(cast.alice, "zanzibar") == found(cast.alice, "has:file") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_word WHERE text = 'zanzibar'")
        assert cursor.fetchone() == (0,)
    restore(cast.bob, said)
    assert found(cast.alice, "zanzibar has:picture")


def test_forwarded_ones_too(cast: Cast) -> None:
    said = send(cast.bob, cast.room, "zanzibar.png", kind=FileKind.PICTURE)
    forward(cast.bob, said, make_room(cast.bob, cast.carol))
    assert len(found(cast.carol, "zanzibar has:picture")) == 1
