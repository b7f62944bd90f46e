"""Writing down when people were last here."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from flowchat.chat.presence.models import LastSeen


def record_last_seen(user_ids: Collection[UUID], *, at: datetime) -> None:
    """Remember that the last connections of these people went away at `at`."""
    record_each_last_seen(dict.fromkeys(user_ids, at))


def record_each_last_seen(times: Mapping[UUID, datetime]) -> None:
    """Remember when the last connections of each of these people went away."""
    LastSeen.objects.bulk_create(
        # In one order everywhere, lest two processes wait for each other.
        [LastSeen(user_id=one, at=times[one]) for one in sorted(times)],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["at"],
    )
