"""Links that work once: setting the server up, and new passwords."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from flowchat.chat import errors
from flowchat.chat.accounts import tokens
from flowchat.chat.accounts.access import ManagedAccount, link_not_valid
from flowchat.chat.accounts.models import OneTimeLink, User
from flowchat.chat.accounts.queries import needs_setup, open_links
from flowchat.chat.events import log
from flowchat.chat.events.streams import COMMUNITY

SETUP_LIFETIME = timedelta(hours=1)
RESET_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeToken:
    """A fresh link: `path` goes behind the server's address. The only moment when its token is known."""

    token: str
    path: str
    expires_at: datetime


@transaction.atomic
def create_setup_link() -> OneTimeToken:
    """Make the link that makes the owner, good for an hour; one made before stops working.

    Raises Conflict `already_set_up`.
    """
    log.lock(COMMUNITY)
    if not needs_setup():
        raise errors.Conflict("This server has its owner already.", code="already_set_up")
    OneTimeLink.objects.filter(purpose=OneTimeLink.Purpose.SETUP).delete()
    return _make(OneTimeLink.Purpose.SETUP, lifetime=SETUP_LIFETIME)


def create_reset_link(managed: ManagedAccount) -> OneTimeToken:
    """Make a link with which this person sets a new password, good for a day; one made before stops working."""
    return make_reset_link(managed.target)


@transaction.atomic
def make_reset_link(user: User) -> OneTimeToken:
    """Make the reset link itself; who may have it made is for the caller to know."""
    User.objects.select_for_update(no_key=True).get(id=user.id)  # two at once would both stay
    drop_reset_links(user)
    return _make(OneTimeLink.Purpose.RESET, lifetime=RESET_LIFETIME, user=user)


def drop_reset_links(user: User) -> None:
    """Make this person's reset links stop working."""
    OneTimeLink.objects.filter(purpose=OneTimeLink.Purpose.RESET, user=user).delete()


def take_link(token: str, purpose: OneTimeLink.Purpose) -> OneTimeLink:
    """Use a link up, inside the caller's transaction. Of two takers the lock lets one through; raises NotFound."""
    digest = tokens.hash_one_time_token(token)
    link = open_links(purpose).select_for_update().filter(token_hash=digest).first()
    if link is None:
        raise link_not_valid()
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return link


def _make(purpose: OneTimeLink.Purpose, *, lifetime: timedelta, user: User | None = None) -> OneTimeToken:
    token = tokens.make_one_time_token()
    expires_at = timezone.now() + lifetime
    digest = tokens.hash_one_time_token(token)
    OneTimeLink.objects.create(purpose=purpose, user=user, token_hash=digest, expires_at=expires_at)
    return OneTimeToken(token=token, path=f"/{purpose}/{token}", expires_at=expires_at)
