"""What an entry's columns hold of a message."""

from collections.abc import Collection
from uuid import UUID

from flowchat.chat.formatting.reading import plain_text
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.objects import files_of
from flowchat.chat.search.tags import author_tag, contents_tags, file_tags, room_tag
from flowchat.chat.search.words import to_tsvector


def searchable_text(text: str, passed_on: str) -> str:
    """Return the words a message can be found by: its own text, and that of the one it forwards."""
    return f"{text}\n{passed_on}".strip()


def text_of(message: Message) -> str:
    """Return those words of a message."""
    return searchable_text(message.text, message.forwarded["text"] if message.forwarded else "")


def names_of(message: Message) -> str:
    """Return the names of a message's files, by which it can be found as well."""
    return "\n".join(file.name for file in files_of(message))


def words_column(
    *, room_id: UUID, author_id: UUID, text: str, names: str = "", kinds: Collection[str] = ()
) -> str:
    """Return the words and tags of a message as a literal of tsvector, but for those of its bucket.

    `names` and `kinds` are those of its files.
    """
    tags = [room_tag(room_id), author_tag(author_id), *contents_tags(text), *file_tags(kinds)]
    return " ".join([to_tsvector(f"{text}\n{names}"), *(f"'{tag}'" for tag in tags)])


def shown_text(message: Message) -> str:
    """Return what a hit shows a piece of: plain text, without spoilers, which nobody asked to see, and names of files.

    All of the text is indexed: who knows what a spoiler says may find the message. Each text is read by itself: marks
    left open in the first would pair with those of the second and bare what it hides. Names are no markup at all.
    """
    texts = (message.text, message.forwarded["text"] if message.forwarded else "")
    shown = [*(plain_text(text, spoilers=False) for text in texts if text), names_of(message)]
    return "\n".join(filter(None, shown))
