"""The headers of tus 1.0.0 (tus.io/protocols/resumable-upload)."""

import base64
import binascii
from datetime import datetime

from django.utils.http import http_date
from rest_framework.request import Request

from flowchat.chat.errors import Invalid
from flowchat.chat.media.receiving.names import NAMELESS
from flowchat.chat.media.refusals import OtherMediaType, OtherProtocol

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
PART_TYPE = "application/offset+octet-stream"


def is_tus(request: Request) -> bool:
    """Does a request speak tus?"""
    return "Tus-Resumable" in request.headers


def require_version(request: Request) -> None:
    """Raise OtherProtocol for any version but ours, and for none."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise OtherProtocol


def require_part(request: Request) -> int:
    """Return where the part of a PATCH begins. Raises OtherProtocol, OtherMediaType or Invalid."""
    require_version(request)
    if (request.content_type or "").partition(";")[0].strip().lower() != PART_TYPE:
        raise OtherMediaType
    return _number(request, "Upload-Offset")


def length_of(request: Request) -> int:
    """Return how long the announced upload will be. Raises Invalid."""
    return _number(request, "Upload-Length")


def name_of(request: Request) -> str:
    """Return the file's name as its `Upload-Metadata` has it. Raises Invalid."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value.strip(), validate=True).decode()
            except (binascii.Error, UnicodeDecodeError):
                raise Invalid("The file's name in Upload-Metadata is not UTF-8 in base64.") from None
    return NAMELESS


def metadata_of(name: str) -> str:
    """Return a name as `Upload-Metadata` has it."""
    return f"filename {base64.b64encode(name.encode()).decode()}"


def date_of(moment: datetime) -> str:
    """Return a time as `Upload-Expires` has it."""
    return http_date(moment.timestamp())


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    # int() alone takes signs, spaces, underscores and the digits of every script.
    if not (value.isascii() and value.isdigit() and len(value) < 20):
        raise Invalid(f"{header} must be a whole number.")
    return int(value)
