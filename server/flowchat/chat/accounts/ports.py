"""What accounts tell and ask the features above them, which name themselves in their AppConfig (compare ADR 9)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.wire import UploadLimits


class Departure(Protocol):
    """Acts on the deactivation of an account."""

    def __call__(self, user: User) -> None:
        """Act inside its transaction, which holds the community's stream and no other yet."""
        ...


_departures: list[Departure] = []


def on_deactivation(departure: Departure) -> None:
    """Name what acts on deactivations; called while Django starts."""
    _departures[:] = [departure]


def tell_deactivation(user: User) -> None:
    """Tell that an account was deactivated."""
    for departure in _departures:
        departure(user)


_limits: list[Callable[[], UploadLimits]] = []


def answer_upload_limits(limits: Callable[[], UploadLimits]) -> None:
    """Name what knows the limits of uploads; called while Django starts."""
    _limits[:] = [limits]


def upload_limits() -> UploadLimits:
    """Return what may be uploaded."""
    return _limits[0]()


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom another service's token speaks for, since when they are signed in there, and until when it is good."""

    user_id: UUID
    signed_in_at: datetime
    expires_at: datetime


LINKED_TOKEN_LIFETIME = timedelta(minutes=5)
"""How long a token for a linked service can be traded for a sign-in there. A client does so at once, or asks again."""


class LinkedSignIn(Protocol):
    """Another service to which our people are signed in as well, under the same ids."""

    def make_token(self, user_id: UUID) -> str:
        """Return a token for this person's client to sign in there within LINKED_TOKEN_LIFETIME. Contacts nobody."""
        ...

    def read_token(self, token: str) -> Identity:
        """Return whom a token of that service speaks for; raises SignedOut, or Unavailable when it can't be told."""
        ...


def linked_sign_in() -> LinkedSignIn | None:
    """Return the service that the setting `FLOWCHAT_LINKED_SIGN_IN` names, if it names one."""
    name: str | None = settings.FLOWCHAT_LINKED_SIGN_IN
    return _make_linked(name) if name else None


@cache
def _make_linked(name: str) -> LinkedSignIn:
    """Made once, when it is first used: the service's library is not loaded with every server."""
    made: LinkedSignIn = import_string(name)()
    return made
