"""Invites: links that let people register."""

from datetime import timedelta

from django.utils import timezone

from flowchat.chat import errors
from flowchat.chat.accounts.models import Invite, User
from flowchat.chat.accounts.queries import community


def create_invite(*, by: User, expires_in_hours: int | None, use_limit: int | None, note: str = "") -> Invite:
    """Make an invite; None means without end, or for any number. Raises Forbidden `registration_closed`."""
    if community().registration == "closed":
        raise errors.Forbidden("Nobody can register here at present.", code="registration_closed")
    expires_at = timezone.now() + timedelta(hours=expires_in_hours) if expires_in_hours else None
    return Invite.objects.create(created_by=by, expires_at=expires_at, use_limit=use_limit, note=note)


def revoke_invite(invite: Invite) -> None:
    """Make an invite stop working. Harmless when it doesn't any more."""
    Invite.objects.filter(id=invite.id, revoked_at=None).update(revoked_at=timezone.now())
