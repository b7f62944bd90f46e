"""The only doors from a person, or from a link, to what belongs to an account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from flowchat.chat import errors
from flowchat.chat.accounts import tokens
from flowchat.chat.accounts.models import AccountRole, Invite, OneTimeLink, Session, User
from flowchat.chat.accounts.ports import Identity, linked_sign_in
from flowchat.chat.accounts.queries import open_links, valid_since


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticated:
    """Proof that somebody is signed in, and until when their token says so."""

    user: User
    session: Session
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """Proof that `user` may run the server."""

    user: User


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedAccount:
    """Proof that `by` may decide about the account `target`."""

    by: User
    target: User


def authenticate_token(token: str) -> Authenticated:
    """Return who an access token stands for, in one query.

    Raises SignedOut: `token_expired`, `session_ended` (signed out, deactivated, too long away), or `signed_out`.
    """
    claims = tokens.read_access_token(token)
    session = Session.objects.select_related("user").filter(id=claims.session_id).first()
    if session is None or session.user_id != claims.user_id or not session.lives_at(timezone.now()):
        raise session_ended()
    return Authenticated(user=session.user, session=session, expires_at=claims.expires_at)


def session_of_files_key(key: str) -> Session:
    """Return the session that a key for files (`tokens.seal_files_key`) belongs to, with its user, in one query.

    Raises SignedOut `session_ended` when that is over, or `signed_out` for a key that we never made.
    """
    session_id = tokens.open_files_key(key)
    if session_id is None:
        raise errors.SignedOut
    return living_session(session_id)


def living_session(session_id: UUID) -> Session:
    """Return a session, with its account, that has not ended; raises SignedOut `session_ended`."""
    session = Session.objects.select_related("user").filter(id=session_id).first()
    if session is None or not session.lives_at(timezone.now()):
        raise session_ended()
    return session


def session_ended() -> errors.SignedOut:
    """Return the refusal for a session that is over."""
    return errors.SignedOut("You have been signed out.", code="session_ended")


def administrator(user: User) -> Administrator:
    """Return proof that `user` may run the server; raises Forbidden."""
    if not user.runs_server:
        raise errors.Forbidden
    return Administrator(user=user)


def managed_account(user: User, user_id: UUID) -> ManagedAccount:
    """Return proof that `user` may decide about an account; raises Forbidden or NotFound.

    Admins decide about members only. Otherwise one could make a reset link for the owner and become them.
    """
    by = administrator(user).user
    target = account(user_id)
    if by.role != AccountRole.OWNER and target.role != AccountRole.MEMBER:
        raise errors.Forbidden("Only an owner can decide about this account.")
    return ManagedAccount(by=by, target=target)


def account(user_id: UUID) -> User:
    """Return any account: every signed-in person may know of every other. Raises NotFound."""
    found = User.objects.filter(id=user_id).first()
    if found is None:
        raise errors.NotFound("There is no such person.")
    return found


def own_session(user: User, session_id: UUID) -> Session:
    """Return one of this person's own sessions; raises NotFound for any other."""
    session = Session.objects.filter(id=session_id, user=user, ended_at=None).first()
    if session is None:
        raise errors.NotFound
    return session


def visible_invite(user: User, invite_id: UUID) -> Invite:
    """Return an invite this person may see: their own, or any for who runs the server. Raises NotFound."""
    rows = Invite.objects.select_related("created_by")
    invite = (rows if user.runs_server else rows.filter(created_by=user)).filter(id=invite_id).first()
    if invite is None:
        raise errors.NotFound
    return invite


def invite_by_token(token: str) -> Invite:
    """Return the invite that a link stands for, while it works; raises NotFound `link_not_valid`."""
    invite_id = tokens.open_invite(token)
    invite = Invite.objects.select_related("created_by").filter(id=invite_id).first() if invite_id else None
    if invite is None or not invite.works_at(timezone.now()):
        raise link_not_valid()
    return invite


def one_time_link(token: str, purpose: OneTimeLink.Purpose) -> OneTimeLink:
    """Return the one-time link with this token, while it works; raises NotFound `link_not_valid`."""
    digest = tokens.hash_one_time_token(token)
    link = open_links(purpose).select_related("user").filter(token_hash=digest).first()
    if link is None or (link.user is not None and not link.user.is_active):
        raise link_not_valid()
    return link


def link_not_valid() -> errors.NotFound:
    """Return the refusal for a link that is used, revoked, too old or never was: all sound the same."""
    return errors.NotFound("This link doesn't work any more.", code="link_not_valid")


def linked_identity(token: str) -> Identity:
    """Return whom a linked service's token speaks for.

    Raises NotFound when no service is linked, SignedOut when the token, the sign-in or the account is no longer good,
    Unavailable when the service can't be asked. A sign-out here counts at once, even before the service was told of it.
    """
    linked = linked_sign_in()
    if linked is None:
        raise errors.NotFound
    identity = linked.read_token(token)
    person = User.objects.filter(id=identity.user_id, is_active=True).exists()
    since = valid_since([identity.user_id]).get(identity.user_id, 0)
    if not person or identity.signed_in_at.timestamp() < since:
        raise session_ended()
    return identity
