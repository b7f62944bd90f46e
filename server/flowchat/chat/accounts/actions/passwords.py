"""New passwords. Whoever knew the old one is signed out."""

from django.db import transaction

from flowchat.chat import errors
from flowchat.chat.accounts.access import one_time_link, session_ended
from flowchat.chat.accounts.actions.links import drop_reset_links, take_link
from flowchat.chat.accounts.actions.sessions import advance, end_sessions, start_session
from flowchat.chat.accounts.models import OneTimeLink, Session, User
from flowchat.chat.accounts.passwords import password_fits, require_good


def change_password(*, session: Session, current_password: str, new_password: str) -> Session:
    """Change one's own password; every other session ends, and reset links stop working.

    Returns this session, its tokens renewed. Raises Invalid on the field at fault, SignedOut when the session ended
    meanwhile.
    """
    user = session.user
    require_own_password(user, current_password, field="current_password")
    require_good(new_password, user=user, field="new_password")
    old = user.password
    user.set_password(new_password)
    with transaction.atomic():
        _store(user, instead_of=old)
        drop_reset_links(user)
        end_sessions(user_id=user.id, but=session.id)
        kept = Session.objects.select_for_update(no_key=True).filter(id=session.id, ended_at=None).first()
        if kept is None:
            raise session_ended()
        kept.user = user
        advance(kept, kept.generation)
    return kept


def reset_password(*, token: str, new_password: str, device: str) -> Session:
    """Use a reset link: set a new password, end every session, start one here. Raises NotFound `link_not_valid`."""
    user = one_time_link(token, OneTimeLink.Purpose.RESET).user
    assert user is not None
    require_good(new_password, user=user, field="new_password")
    old = user.password
    user.set_password(new_password)
    with transaction.atomic():
        # The account before its links, as everywhere else: a new link that is made meanwhile would wait for this one.
        User.objects.select_for_update(no_key=True).get(id=user.id)
        take_link(token, OneTimeLink.Purpose.RESET)
        _store(user, instead_of=old)
        end_sessions(user_id=user.id)
        drop_reset_links(user)
        return start_session(user=user, device=device)


def require_own_password(user: User, password: str, *, field: str) -> None:
    """Raise Invalid on `field` when this is not the person's password."""
    if not password_fits(user, password):
        raise errors.Invalid(fields={field: ["This is not your password."]})


def _store(user: User, *, instead_of: str) -> None:
    """Write the new hash, unless the password changed since it was checked."""
    rows = User.objects.filter(id=user.id, password=instead_of)
    if not rows.update(password=user.password):
        raise errors.Conflict("Your password was changed elsewhere just now.")
