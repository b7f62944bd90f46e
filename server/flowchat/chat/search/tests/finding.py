"""Searching in tests, over the API."""

from typing import Any

from flowchat.chat.accounts.models import User
from flowchat.chat.rooms.tests.factories import client_of


def ask(user: User | None, q: str, **parameters: Any) -> Any:
    """The response to a search."""
    return client_of(user).get("/api/search/", {"q": q, **parameters})


def answer_to(user: User, q: str, **parameters: Any) -> Any:
    """The answer to a search that must be good."""
    response = ask(user, q, **parameters)
    assert response.status_code == 200, response.content
    return response.json()


def found_by(user: User, q: str, **parameters: Any) -> list[str]:
    """The texts of the messages found, in their order."""
    return [hit["message"]["text"] for hit in answer_to(user, q, **parameters)["hits"]]


def marked_in(user: User, q: str) -> list[str]:
    """What is highlighted in the first hit."""
    return [part["text"] for part in answer_to(user, q)["hits"][0]["snippet"] if part["match"]]
