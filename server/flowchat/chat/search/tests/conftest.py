"""The cast of the rooms' tests, and what a search of theirs finds."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from flowchat.chat.accounts.models import User
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests import factories
from flowchat.chat.rooms.tests.conftest import cast

__all__ = ["cast"]

Say = Callable[..., Any]


@pytest.fixture
def say(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Say:
    """Send a message and let what follows its commit happen: the vocabulary learns there."""

    def send(user: User, room: Room, text: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return factories.say(user, room, text)

    return send
