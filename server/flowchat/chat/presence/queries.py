"""Reading when people were last here."""

from datetime import datetime
from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.queries import preferences_of, to_person
from flowchat.chat.errors import NotFound
from flowchat.chat.presence.models import LastSeen
from flowchat.chat.presence.objects import Profile
from flowchat.chat.rooms.access import shares_room


def last_seen_of(viewer: User, person: User) -> datetime | None:
    """Return when the last connection of `person` went away; None when unknown, or not for `viewer` to know: they
    share no room, or the person keeps it to themselves.
    """
    hidden = viewer.id != person.id and not preferences_of(person).show_last_seen
    if hidden or not shares_room(viewer, person):
        return None
    return LastSeen.objects.filter(user_id=person.id).values_list("at", flat=True).first()


def profile_of(viewer: User, user_id: UUID) -> Profile:
    """Return a person as `viewer` may know them. Every account may look every other one up; raises NotFound."""
    person = User.objects.filter(id=user_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    may_see_address = viewer.id == person.id or viewer.runs_server
    return Profile.model_validate(
        {
            "person": to_person(person),
            "email": person.email if may_see_address else None,
            "role": person.role,
            "last_seen_at": last_seen_of(viewer, person),
        }
    )
