"""Django's name for this feature."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Registers the feature under a label that clashes with none of Django's own."""

    name = "flowchat.chat.events"
    label = "events"

    def ready(self) -> None:
        """Let /readyz ask after the bus. It isn't vital: without it people catch up by asking."""
        from flowchat.chat.events.bus import get_bus
        from flowchat.http.readiness import Check, register

        register(Check("bus", lambda: get_bus().trouble(), vital=False))
