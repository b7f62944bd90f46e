"""How far a mirror is behind."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

# The oldest event that was not told is the one after a position; one probe of an index for each stream with news.
_BEHIND = """
    SELECT COALESCE(sum(s.head - GREATEST(COALESCE(p.seq, 0), 0)), 0), min(first.at) FROM events_stream AS s
    LEFT JOIN mirroring_position AS p ON p.mirror = %s AND p.stream = s.key
    LEFT JOIN LATERAL (
        SELECT e.at FROM events_event AS e WHERE e.stream_id = s.key AND e.seq > COALESCE(p.seq, 0)
        ORDER BY e.seq LIMIT 1
    ) AS first ON TRUE
    WHERE GREATEST(COALESCE(p.seq, 0), 0) < s.head
"""
_POSITIONS = """
    SELECT count(*), count(*) FILTER (WHERE filled_up_to IS NOT NULL), count(*) FILTER (
        WHERE stream LIKE 'room.%%' AND NOT EXISTS (SELECT FROM events_stream AS s WHERE s.key = p.stream)
    )
    FROM mirroring_position AS p WHERE mirror = %s
"""


@dataclass(frozen=True, slots=True)
class Lag:
    """What a mirror still has to tell."""

    events: int
    seconds: float
    """The age of the oldest of these events; 0 without any."""
    streams: int
    filling: int
    erasing: int

    @property
    def nothing_left(self) -> bool:
        """Is everything told, filled and erased?"""
        return not (self.events or self.filling or self.erasing)


def lag_of(mirror: str) -> Lag:
    """Return how far a mirror is behind."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [mirror])
        events, oldest = cursor.fetchone()
        cursor.execute(_POSITIONS, [mirror])
        streams, filling, erasing = cursor.fetchone()
    return Lag(int(events), _age(oldest), streams, filling, erasing)


def _age(at: datetime | None) -> float:
    return max(0.0, (timezone.now() - at).total_seconds()) if at else 0.0
