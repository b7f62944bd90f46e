"""Changing one's own account."""

from django.db import transaction

from flowchat.chat import errors
from flowchat.chat.accounts.actions.accounts import names_once
from flowchat.chat.accounts.actions.links import drop_reset_links
from flowchat.chat.accounts.actions.passwords import require_own_password
from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.names import may_be_called
from flowchat.chat.accounts.queries import to_me, to_person
from flowchat.chat.accounts.search import search_key_of
from flowchat.chat.accounts.shapes import ProfileChanges
from flowchat.chat.events import log
from flowchat.chat.events.streams import COMMUNITY, user_stream
from flowchat.chat.events.types import AccountChanged, Event, ProfileChanged
from flowchat.chat.text import fold_name

_PUBLIC = frozenset(("name", "username", "about", "time_zone"))


def change_profile(*, user: User, changes: ProfileChanges) -> User:
    """Change one's own profile and preferences, and tell everyone what concerns them.

    Another e-mail address needs the password: it is the way to a new one. Raises Invalid, Conflict.
    """
    wanted = changes.model_dump(exclude_unset=True, exclude={"password", "preferences"})
    if "email" in wanted and wanted["email"] != user.email:
        require_own_password(user, changes.password, field="password")
    if not may_be_called(wanted.get("username", ""), user.role) and wanted["username"] != user.username:
        raise errors.Invalid(fields={"username": ["This name is kept for those who run the server."]})
    theme = changes.preferences.model_dump(exclude_unset=True)
    with transaction.atomic():
        if _PUBLIC & wanted.keys():
            log.lock(COMMUNITY)  # before the row: the lock order of the log
        current = User.objects.select_for_update(no_key=True).get(id=user.id)
        wanted["preferences"] = {**current.preferences, **theme}
        changed = {field for field, value in wanted.items() if getattr(current, field) != value}
        if changed:
            _apply(current, {field: wanted[field] for field in changed})
            announce_account(current, public=bool(_PUBLIC & changed))
    return current


def _apply(user: User, wanted: dict[str, object]) -> None:
    for field, value in wanted.items():
        setattr(user, field, value)
    user.username_key = fold_name(user.username)
    user.search_key = search_key_of(user.name, user.username)
    user.revision += 1
    with names_once():
        user.save(update_fields=[*wanted, "username_key", "search_key", "revision"])
    if "email" in wanted:
        drop_reset_links(user)  # one may have gone to the old address


def announce_account(user: User, *, public: bool) -> None:
    """Tell the person's devices, and everyone when `public`. The caller holds the community's lock in that case."""
    events: dict[str, Event] = {user_stream(user.id): AccountChanged(me=to_me(user))}
    if public:
        events[COMMUNITY] = ProfileChanged(person=to_person(user))
    log.append_each(events)
