"""Tags: what a message is, told to the word index as if they were words of it. No word begins with "="."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Collection
from uuid import UUID

from flowchat.chat.formatting.reading import has_code, links_of

_MAY_LINK = re.compile(r"://|www\.|mailto:", re.IGNORECASE)
_MAY_BE_CODE = re.compile(r"`|~~~")
"""Looked for first: most messages hold neither, and taking a text apart costs more than this."""


def room_tag(room_id: UUID) -> str:
    """Return the tag of the messages of a room."""
    return f"=r{_short(room_id)}"


def author_tag(author_id: UUID) -> str:
    """Return the tag of the messages of a person."""
    return f"=a{_short(author_id)}"


def contents_tags(text: str) -> list[str]:
    """Return the tags for what a text holds."""
    tags = []
    if _MAY_LINK.search(text) and links_of(text):
        tags.append("=link")
    if _MAY_BE_CODE.search(text) and has_code(text):
        tags.append("=code")
    return tags


def file_tags(kinds: Collection[str]) -> list[str]:
    """Return the tags for files of these kinds."""
    return [*(["=file"] if kinds else []), *(["=picture"] if "picture" in kinds else [])]


def _short(one: UUID) -> str:
    return urlsafe_b64encode(one.bytes).decode().rstrip("=")
