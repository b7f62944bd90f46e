"""What changes files. Messaging binds them to messages through `attaching`."""

from flowchat.chat.media.actions.attaching import (
    attach_uploads,
    copy_attachments,
    hide_attachments,
    release_attachments,
    show_attachments,
)

__all__ = [
    "attach_uploads",
    "copy_attachments",
    "hide_attachments",
    "release_attachments",
    "show_attachments",
]
