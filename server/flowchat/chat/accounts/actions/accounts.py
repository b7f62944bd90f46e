"""Making accounts: set-up of the owner, registration, and by the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone
from pydantic import ValidationError

from flowchat.chat import errors
from flowchat.chat.accounts import models, tokens
from flowchat.chat.accounts.access import invite_by_token, link_not_valid
from flowchat.chat.accounts.actions.links import take_link
from flowchat.chat.accounts.models import AccountRole, Invite, OneTimeLink, User
from flowchat.chat.accounts.names import may_be_called
from flowchat.chat.accounts.passwords import require_good
from flowchat.chat.accounts.queries import community, needs_setup
from flowchat.chat.accounts.search import search_key_of
from flowchat.chat.accounts.shapes import NewAccount
from flowchat.chat.events import log
from flowchat.chat.events.streams import COMMUNITY
from flowchat.chat.events.types import CommunityChanged
from flowchat.chat.text import fold_name


def create_account(
    *, name: str, username: str, email: str | None, password: str, role: str = AccountRole.MEMBER
) -> User:
    """Make an account from the command line. Raises Invalid, or Conflict `username_taken`, `email_taken`."""
    try:
        account = NewAccount(name=name, username=username, email=email, password=password)
    except ValidationError as error:
        raise errors.Invalid(fields=_sentences(error)) from error
    return insert_account(account, role=role)


def _sentences(error: ValidationError) -> dict[str, list[str]]:
    found = error.errors(include_url=False, include_input=False)
    return {str(one["loc"][0]): [str(one.get("ctx", {}).get("error", one["msg"]))] for one in found}


@transaction.atomic
def set_up_owner(*, token: str, community_name: str, owner: NewAccount) -> User:
    """Use the set-up link: name the community and make its first owner.

    The community's stream is locked first, so of two who try at once one wins and the other finds the link used.
    Raises NotFound `link_not_valid`, Invalid.
    """
    log.lock(COMMUNITY)
    take_link(token, OneTimeLink.Purpose.SETUP)
    if not needs_setup():
        raise link_not_valid()
    user = insert_account(owner, role=AccountRole.OWNER)
    models.Community.objects.update_or_create(
        id=1, defaults={"name": community_name, "key_mark": tokens.key_mark()}
    )
    log.append(COMMUNITY, CommunityChanged(community=community()))
    return user


@transaction.atomic
def register(*, account: NewAccount, invite: str | None) -> User:
    """Make an account for a newcomer, counting one use of their invite.

    Raises Forbidden `registration_closed`, NotFound `link_not_valid`, Conflict `username_taken` or `email_taken`.
    """
    mode = community().registration
    if needs_setup() or mode == "closed" or (mode == "invite" and not invite):
        raise errors.Forbidden("Nobody can register here without an invite.", code="registration_closed")
    if mode == "invite" and invite:
        # Before the account: a stranger with a made-up invite must not learn which addresses have one. Counted only
        # afterwards, because the password is hashed in between and no row may be locked for so long.
        invite_by_token(invite)
    user = insert_account(account, role=AccountRole.MEMBER)
    if invite and not _use_invite(invite) and mode == "invite":
        raise link_not_valid()
    return user


def _use_invite(token: str) -> bool:
    """Count one use. The row's lock makes two newcomers on the last use queue up: the second one finds it used."""
    invite_id = tokens.open_invite(token)
    rows = Invite.objects.select_for_update(of=("self",)).select_related("created_by")
    invite = rows.filter(id=invite_id).first() if invite_id else None
    if invite is None or not invite.works_at(timezone.now()):
        return False
    invite.uses += 1
    invite.save(update_fields=["uses"])
    return True


def insert_account(account: NewAccount, *, role: str) -> User:
    """Insert a checked account; the hash is made before any row is locked."""
    if not may_be_called(account.username, role):
        raise errors.Invalid(fields={"username": ["This name is kept for those who run the server."]})
    user = User(
        name=account.name,
        username=account.username,
        username_key=fold_name(account.username),
        email=account.email,
        role=role,
        search_key=search_key_of(account.name, account.username),
    )
    require_good(account.password, user=user)
    user.set_password(account.password)
    with names_once():
        user.save(force_insert=True)
    return user


@contextmanager
def names_once() -> Iterator[None]:
    """Turn the database's word on a name or address that is taken into the refusal for it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        for field, word in (("username", "This name is taken."), ("email", "This address has an account.")):
            if broken.startswith(f"user_{field}_"):
                raise errors.Conflict(word, code=f"{field}_taken", fields={field: [word]}) from error
        raise
