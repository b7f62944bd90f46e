"""Answers of this feature that no event carries. docs/protocol.md section 4."""

from flowchat.chat.events.objects import Attachment
from flowchat.chat.wire import Wire


class UploadAnswer(Wire):
    """A file that is here."""

    upload: Attachment


class UploadState(Wire):
    """How far an upload is: `upload` is what it became, once it is complete and was checked."""

    upload: Attachment | None
    offset: int
    length: int


class StorageUse(Wire):
    """The bytes that are used, and how many there may be."""

    used: int
    limit: int | None
