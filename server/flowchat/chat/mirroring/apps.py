"""Django's name for this feature."""

from django.apps import AppConfig


class MirroringConfig(AppConfig):
    """Registers the feature under a label that clashes with none of Django's own."""

    name = "flowchat.chat.mirroring"
    label = "mirroring"

    def ready(self) -> None:
        """Tell operators how far the mirror is behind."""
        from flowchat.chat.mirroring.measures import read_lag
        from flowchat.observing.measures import watch_install

        watch_install("mirror", read_lag)
