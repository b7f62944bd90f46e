"""Running the server: its name, who may register, who may do what."""

from django.db import transaction

from flowchat.chat import errors
from flowchat.chat.accounts import models
from flowchat.chat.accounts.access import Administrator, ManagedAccount
from flowchat.chat.accounts.actions.links import drop_reset_links
from flowchat.chat.accounts.actions.profile import announce_account
from flowchat.chat.accounts.actions.sessions import end_sessions
from flowchat.chat.accounts.models import AccountRole, User
from flowchat.chat.accounts.ports import tell_deactivation
from flowchat.chat.accounts.queries import UNNAMED, active_owners, community
from flowchat.chat.accounts.shapes import CommunityChanges
from flowchat.chat.events import log
from flowchat.chat.events.objects import Community
from flowchat.chat.events.streams import COMMUNITY
from flowchat.chat.events.types import CommunityChanged


@transaction.atomic
def change_community(by: Administrator, changes: CommunityChanges) -> Community:
    """Change what the admins decide about the server; what is left out stays."""
    log.lock(COMMUNITY)
    before = community()
    row, _ = models.Community.objects.get_or_create(id=1, defaults={"name": UNNAMED})
    wanted = changes.model_dump(exclude_unset=True)
    for field, value in wanted.items():
        setattr(row, field, value)
    row.save(update_fields=list(wanted))
    after = community()
    if after != before:
        log.append(COMMUNITY, CommunityChanged(community=after))
    return after


@transaction.atomic
def change_account(managed: ManagedAccount, *, role: str | None = None, active: bool | None = None) -> User:
    """Change someone's role, or deactivate or restore them; None leaves a thing as it is.

    Everyone who does this queues up at the community's lock: two owners who demote each other at once would
    otherwise leave none. Raises Forbidden, Conflict `last_owner`.
    """
    log.lock(COMMUNITY)
    user = User.objects.select_for_update(no_key=True).get(id=managed.target.id)
    by = User.objects.get(id=managed.by.id)
    role = role or user.role
    active = user.is_active if active is None else active
    _require_right(by, user, role)
    _require_owner_left(user, role=role, active=active)
    turned = active != user.is_active
    if not turned and role == user.role:
        return user
    user.role, user.is_active = role, active
    user.revision += 1
    user.save(update_fields=["role", "is_active", "revision"])
    if turned and not active:
        tell_deactivation(user)
    if not active:
        # Before the account's own event: whoever ends sessions locks them first and the stream after.
        end_sessions(user_id=user.id)
        drop_reset_links(user)
    announce_account(user, public=turned)
    return user


def _require_right(by: User, target: User, role: str) -> None:
    """Look again under the lock: either of the two may have changed since the door was opened."""
    if by.role == AccountRole.OWNER and by.is_active:
        return
    if not by.runs_server or target.role != AccountRole.MEMBER or role != AccountRole.MEMBER:
        raise errors.Forbidden("Only an owner can do this.")


def _require_owner_left(user: User, *, role: str, active: bool) -> None:
    if role == AccountRole.OWNER and active:
        return
    if user.role == AccountRole.OWNER and not active_owners().exclude(id=user.id).exists():
        raise errors.Conflict("Someone has to own this server.", code="last_owner")
