"""How many and how large: what every install shares. What an operator chooses is in the settings."""

from django.conf import settings

from flowchat.chat.accounts.wire import UploadLimits

FILES_PER_MESSAGE = 10
NAME_LENGTH = 255
CHUNK_ABOVE = 8 * 1024 * 1024
"""From this size on a browser sends a file in parts that can be continued (tus), in bytes."""


def upload_limits() -> UploadLimits:
    """Return what clients are told before anyone uploads."""
    chosen = settings.UPLOADS
    return UploadLimits(
        files_per_message=FILES_PER_MESSAGE,
        chunk_above=CHUNK_ABOVE,
        picture=chosen.picture,
        video=chosen.video,
        audio=chosen.audio,
        file=chosen.file,
        pixels=chosen.pixels,
        blocked=list(chosen.blocked),
    )
