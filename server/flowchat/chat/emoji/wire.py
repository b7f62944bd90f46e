"""What only the emoji endpoints answer with."""

from flowchat.chat.events.objects import CustomEmoji
from flowchat.chat.wire import Wire


class CustomEmojiList(Wire):
    """All of this server's own emoji, by name."""

    emoji: list[CustomEmoji]
