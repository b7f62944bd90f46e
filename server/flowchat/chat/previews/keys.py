"""Keys that let an <img> have one picture: it can't send an access token."""

from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_LENGTH = 32  # hexadecimal digits, 128 bits


def picture_key(preview_id: UUID) -> str:
    """Return the key to the picture of one preview. It is part of an address that only readers of the room learn, and
    works for as long as the preview exists: events that hold it are read again years later.
    """
    mac = salted_hmac(
        "flowchat.previews.picture", str(preview_id), secret=settings.LINK_KEY, algorithm="sha256"
    )
    return mac.hexdigest()[:_LENGTH]


def opens(key: str, preview_id: UUID) -> bool:
    """Is this the key to that picture?"""
    return constant_time_compare(key.encode(errors="replace"), picture_key(preview_id).encode())
