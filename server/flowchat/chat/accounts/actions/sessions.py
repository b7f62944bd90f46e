"""Signing in, staying signed in, signing out."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from flowchat.chat import errors
from flowchat.chat.accounts import tokens
from flowchat.chat.accounts.access import session_ended
from flowchat.chat.accounts.models import Session, User
from flowchat.chat.accounts.passwords import password_fits
from flowchat.chat.events import log
from flowchat.chat.events.streams import user_stream
from flowchat.chat.events.types import SessionsEnded
from flowchat.chat.text import fold_name

logger = logging.getLogger(__name__)

IDLE_LIFETIME = timedelta(days=60)
GRACE = timedelta(seconds=30)
"""How long the last refresh token still gets the current one: two tabs at once, or an answer that was lost."""
SESSIONS_LIMIT = 50
"""More devices than anyone has: a script that signs in again and again ends its own oldest sessions."""
KEPT_AFTER_END = timedelta(days=30)
"""How long a session that ended is remembered."""


def sign_in(*, login: str, password: str, device: str) -> Session:
    """Start a session for a username or e-mail address with its password.

    Raises SignedOut `wrong_credentials`, the same and as slowly for accounts that don't exist, and Forbidden
    `account_deactivated` to those who know the password of such an account.
    """
    user = find_by_login(login)
    if not password_fits(user, password) or user is None:
        raise wrong_credentials()
    return start_session(user=user, device=device)


def find_by_login(login: str) -> User | None:
    """Return the account with this username or e-mail address, if any."""
    text = login.strip()
    if "@" in text:
        return User.objects.filter(email=text.lower()).first()
    return User.objects.filter(username_key=fold_name(text)).first()


def wrong_credentials() -> errors.SignedOut:
    """Return the one answer to a wrong name and to a wrong password."""
    return errors.SignedOut("The name or the password is wrong.", code="wrong_credentials")


@transaction.atomic
def start_session(*, user: User, device: str) -> Session:
    """Start a session for an account whose proof (a password, a link) was just checked on `user`.

    Between that check and now the password may have changed, which ended all sessions. The row's lock and a
    second look keep an old password from starting one after that.
    """
    current = User.objects.select_for_update(no_key=True).get(id=user.id)
    if current.password != user.password:
        raise wrong_credentials()
    if not current.is_active:
        raise errors.Forbidden("This account is deactivated.", code="account_deactivated")
    now = timezone.now()
    _make_room(current)
    return Session.objects.create(
        user=current, device=device, created_at=now, last_used_at=now, expires_at=now + IDLE_LIFETIME
    )


def _make_room(user: User) -> None:
    long_ago = timezone.now() - KEPT_AFTER_END
    Session.objects.filter(Q(ended_at__lt=long_ago) | Q(expires_at__lt=long_ago), user=user).delete()
    open_ones = Session.objects.filter(user=user, ended_at=None).order_by("-last_used_at", "-id")
    too_many = list(open_ones.values_list("id", flat=True)[SESSIONS_LIMIT - 1 :])
    if too_many:
        end_sessions(user_id=user.id, only=too_many)


def refresh_session(token: str) -> Session:
    """Take a refresh token and return its session, one generation on.

    The last token again within GRACE gets the same successor. An older one means that two parties hold tokens
    of one session, one of them a thief: the session ends (RFC 9700 section 4.14.2). Raises SignedOut `session_ended`.
    """
    claims = tokens.open_refresh(token)
    session = _rotate(claims) if claims else None
    if session is None:
        raise session_ended()
    return session


@transaction.atomic
def _rotate(claims: tokens.RefreshClaims) -> Session | None:
    """Answer None instead of raising: ending the session must be committed, not rolled back."""
    rows = Session.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    session = rows.filter(id=claims.session_id).first()
    now = timezone.now()
    if session is None or not session.lives_at(now):
        return None
    if claims.generation >= session.generation:
        # Greater only after the database was restored from a backup: the token is ours, so it goes on from there.
        advance(session, claims.generation)
    elif claims.generation < session.generation - 1 or now - session.rotated_at > GRACE:
        logger.warning(
            "A used refresh token came back; session %s of %s is ended.", session.id, session.user_id
        )
        end_sessions(user_id=session.user_id, only=[session.id])
        return None
    return session


def advance(session: Session, generation: int) -> None:
    """Make the token after `generation` the session's current one."""
    session.generation = generation + 1
    session.rotated_at = session.last_used_at = timezone.now()
    session.expires_at = session.last_used_at + IDLE_LIFETIME
    session.save(update_fields=["generation", "rotated_at", "last_used_at", "expires_at"])


@transaction.atomic
def end_sessions(*, user_id: UUID, only: list[UUID] | None = None, but: UUID | None = None) -> list[UUID]:
    """End a person's sessions (all, `only` some, or all `but` one), tell their devices, return which ended."""
    rows = Session.objects.filter(user_id=user_id, ended_at=None)
    if only is not None:
        rows = rows.filter(id__in=only)
    # Locked in one order, so that two of these at once don't wait for each other. The one that stays is locked as well:
    # who goes on with it after this holds the stream already, and sessions come before the stream.
    held = list(rows.select_for_update(no_key=True).order_by("id").values_list("id", flat=True))
    ids = [one for one in held if one != but]
    if ids:
        Session.objects.filter(id__in=ids).update(ended_at=timezone.now())
        log.append(user_stream(user_id), SessionsEnded(session_ids=ids))
    return ids


def sign_out(session: Session) -> None:
    """End one session. Harmless when it is over already."""
    end_sessions(user_id=session.user_id, only=[session.id])


def sign_out_everywhere(user: User) -> None:
    """End every session of this person, the present one too."""
    end_sessions(user_id=user.id)


def sign_out_by_refresh_token(token: str) -> None:
    """End the session that a refresh token belongs to, be it the latest one or not. Unknown tokens do nothing."""
    claims = tokens.open_refresh(token)
    session = Session.objects.filter(id=claims.session_id).first() if claims else None
    if session is not None:
        sign_out(session)
