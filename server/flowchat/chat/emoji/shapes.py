"""What the emoji endpoints take."""

import base64
import binascii
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from flowchat.chat.emoji.models import NAME_LENGTH
from flowchat.chat.emoji.pictures import UPLOAD_BYTES
from flowchat.chat.wire import Body

EmojiName = Annotated[str, Field(min_length=2, max_length=NAME_LENGTH, pattern=r"^[a-z0-9_+-]+$")]
_ENCODED = 4 * (UPLOAD_BYTES // 3 + 1)
"""Characters of the largest picture in base64."""


def _decode(text: object) -> bytes:
    if not isinstance(text, str) or len(text) > _ENCODED:
        raise ValueError(f"Base64 of at most {UPLOAD_BYTES // 1024} KiB, please.")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("This is not base64.") from error


PictureBytes = Annotated[
    bytes,
    BeforeValidator(_decode),
    WithJsonSchema({"type": "string", "contentEncoding": "base64", "maxLength": _ENCODED}),
]


class NewEmoji(Body):
    """`picture` is a PNG, GIF or WebP in base64. One small file: not worth a second kind of request body."""

    name: EmojiName
    picture: PictureBytes
