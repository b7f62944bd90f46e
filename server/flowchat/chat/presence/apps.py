"""Django's name for this feature."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    """Registers the feature under a label that clashes with none of Django's own."""

    name = "flowchat.chat.presence"
    label = "presence"
