"""Django's name for this feature."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Registers the feature under a label that clashes with none of Django's own."""

    name = "flowchat.chat.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Answer for the contents of rooms, and do the job of wiping."""
        from flowchat.chat.messaging.actions.wiping import WIPING, do_wiping
        from flowchat.chat.messaging.contents import MessageContents
        from flowchat.chat.rooms.contents import register
        from flowchat.jobs.registry import register as register_job

        register(MessageContents())
        register_job(WIPING, do_wiping)
