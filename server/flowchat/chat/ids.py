"""Identifiers: UUIDv7 (RFC 9562 section 5.7), made here so that no database function is needed."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh UUIDv7: unique, and sorted roughly by the time it was made."""
    return uuid7()
