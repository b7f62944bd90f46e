"""Alice owns the server, Anna is an admin of it, Bob and Carol are members."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache

from flowchat.chat.accounts.models import AccountRole, Community, User
from flowchat.chat.accounts.tests.factories import make_user


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


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> Iterator[None]:
    """Rate limits live in the cache, which no transaction rolls back."""
    cache.clear()
    yield
    cache.clear()
