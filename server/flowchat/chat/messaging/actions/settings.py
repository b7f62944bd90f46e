"""How one person wants one room."""

from collections.abc import Mapping

from django.db import connection, transaction

from flowchat.chat.events.objects import RoomSettings
from flowchat.chat.events.queries import heads_of
from flowchat.chat.events.streams import room_stream
from flowchat.chat.rooms.actions.holding import hold
from flowchat.chat.rooms.actions.reading import tell_reading
from flowchat.chat.rooms.models import Membership, View
from flowchat.chat.rooms.queries import to_settings

_FIELDS = frozenset(RoomSettings.model_fields)
_CATCH_UP_THREADS = """
    UPDATE messaging_threadseat SET last_read_seq = GREATEST(last_read_seq, %s)
    WHERE user_id = %s AND room_id = %s AND lifted_seq > 0
"""


@transaction.atomic
def change_settings(*, member: Membership, changes: Mapping[str, str | bool]) -> RoomSettings:
    """Set some of a member's settings of a room and tell their devices; what is left out stays.

    Choosing another view neither makes anything unread nor anything of a followed thread read: from the flat to the
    threaded view, the one position becomes that of every thread.
    """
    member = hold(member)
    changed = {
        name: value for name, value in changes.items() if name in _FIELDS and getattr(member, name) != value
    }
    if not changed:
        return to_settings(member)
    was_flat = member.view == View.FLAT
    if changed.get("follow_threads") is True:
        stream = room_stream(member.room_id)
        member.follow_threads_seq = member.last_read_seq if was_flat else heads_of([stream])[stream]
    if changed.get("view") == View.THREADED:
        _catch_up_threads(member)
    for name, value in changed.items():
        setattr(member, name, value)
    member.save(update_fields=[*changed, "threads_read_seq", "follow_threads_seq"])
    tell_reading(member)
    return to_settings(member)


def _catch_up_threads(member: Membership) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CATCH_UP_THREADS, [member.last_read_seq, member.user_id, member.room_id])
    member.threads_read_seq = max(member.threads_read_seq, member.last_read_seq)
    member.follow_threads_seq = min(member.follow_threads_seq, member.last_read_seq)
