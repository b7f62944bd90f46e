"""Alice owns the server, Anna is an admin of it, Bob and Carol are members."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache

from flowchat.chat.accounts.models import AccountRole, Community, User
from flowchat.chat.accounts.tests.factories import make_user
from flowchat.http import limits


@dataclass
class Cast:
    """The people of most tests."""

    alice: User
    anna: User
    bob: User
    carol: User


@pytest.fixture
def cast(db: None) -> Cast:
    Community.objects.create(name="Lighthouse")
    return Cast(
        alice=make_user("Alice", role=AccountRole.OWNER),
        anna=make_user("Anna", role=AccountRole.ADMIN),
        bob=make_user("Bob"),
        carol=make_user("Carol"),
    )


class StoppedClock:
    """Stands."""

    def __init__(self) -> None:
        self._now = time.time()

    def time(self) -> float:
        return self._now


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> Iterator[None]:
    """Rate limits live in the cache, which no transaction rolls back. They count by the windows of a clock: it stands,
    lest one ends in the middle of a test. Not by `monkeypatch`, which some tests undo.
    """
    cache.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "time", StoppedClock())
        yield
    cache.clear()
