"""Django's name for this feature."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """Registers the feature under a label that clashes with none of Django's own."""

    name = "flowchat.chat.gateway"
    label = "gateway"
