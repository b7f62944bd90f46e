"""Turns a refusal of an action into words for a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from flowchat.chat.errors import ChatError
from flowchat.config.problems import Problem


@contextmanager
def as_problems() -> Iterator[None]:
    """Raise a Problem for a refusal, with every field that is at fault."""
    try:
        yield
    except ChatError as error:
        fields = [f"{name}: {' '.join(texts)}" for name, texts in error.fields.items()]
        raise Problem(error.message, fix=" ".join(fields)) from error
