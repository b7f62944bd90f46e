"""What can be wrong with an upload. docs/protocol.md section 4 lists the codes."""

from flowchat.chat.errors import ChatError, Conflict, Invalid, NotFound, TooLarge
from flowchat.chat.media.storage.port import StorageFull, StorageUnavailable

__all__ = ["StorageFull", "StorageUnavailable"]


class EmptyFile(Invalid):
    """There is nothing in it."""

    default_code = "empty_file"
    default_message = "This file is empty."


class TypeRefused(Invalid):
    """The ending of its name is on the operator's list."""

    default_code = "type_refused"
    default_message = "Files of this type can't be sent here."


class Infected(Invalid):
    """The virus scanner knows it."""

    default_code = "infected"
    default_message = "The virus scanner of this server refused this file."


class QuotaExceeded(Conflict):
    """All the space for files that a person or a room has is used."""

    default_code = "quota_exceeded"


class FileTooLarge(TooLarge):
    """More bytes than a file of its kind may have, or than were announced."""

    default_message = "This file is too large to be sent."


class UploadGone(NotFound):
    """It was taken back, or ended, while something was done with it."""

    default_message = "There is no such upload."


class UploadBusy(ChatError):
    """Another request writes to it."""

    status = 423
    default_code = "upload_busy"
    default_message = "Another request is sending this file already."


class OtherProtocol(ChatError):
    """Not tus 1.0.0 (its section "Tus-Resumable")."""

    status = 412
    default_code = "tus_version"
    default_message = "This address speaks tus 1.0.0 only."


class OtherMediaType(ChatError):
    """A body of another type than this address reads."""

    status = 415
    default_code = "unsupported_media_type"
    default_message = "A body of this type can't be read here."
