"""How far a text would reach, before it is sent."""

from flowchat.chat.accounts.queries import to_person
from flowchat.chat.events.objects import Group, Person
from flowchat.chat.messaging.mentions import called_in, named_outside
from flowchat.chat.messaging.models import MentionGroup
from flowchat.chat.rooms.models import Membership
from flowchat.chat.wire import Wire


class Reach(Wire):
    """Whom a text calls. `outside`: named, but not in the room, so they won't see it. `tells`: how many it calls."""

    outside: list[Person]
    tells: int
    group: Group | None


def reach_of(member: Membership, text: str) -> Reach:
    """Return how far a text of this member would reach in their room, as of now."""
    called = called_in(text, room_id=member.room_id, author_id=member.user_id)
    tells = len(called.user_ids)
    if called.group == MentionGroup.ALL:
        others = Membership.objects.filter(room_id=member.room_id, user__is_active=True)
        tells = others.exclude(user_id=member.user_id).count()
    outside = [to_person(user) for user in named_outside(text, room_id=member.room_id)]
    return Reach.model_validate({"outside": outside, "tells": tells, "group": called.group.value or None})
