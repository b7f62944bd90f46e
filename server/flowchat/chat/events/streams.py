"""The names of the streams. A dot and not a colon, which Channels forbids in group names."""

from uuid import UUID

COMMUNITY = "community"
"""Heard by every signed-in account: one install is one community."""


def room_stream(room_id: UUID) -> str:
    """Name the stream that a room's members hear."""
    return f"room.{room_id}"


def user_stream(user_id: UUID) -> str:
    """Name the stream that one person's own devices hear."""
    return f"user.{user_id}"


def parse_stream(key: str) -> tuple[str, UUID | None] | None:
    """Split a stream's name into its kind and id; None when it names no stream.

    Only the canonical spelling counts: two spellings of one stream would be two locks and two counters.
    """
    if key == COMMUNITY:
        return (COMMUNITY, None)
    kind, _, tail = key.partition(".")
    if kind not in ("room", "user"):
        return None
    try:
        parsed = UUID(tail)
    except ValueError:
        return None
    return (kind, parsed) if str(parsed) == tail else None
