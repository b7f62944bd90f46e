"""Django's name for this feature."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers the feature under a label that clashes with none of Django's own."""

    name = "flowchat.chat.search"
    label = "search"

    def ready(self) -> None:
        """Follow every change to a message's text."""
        from flowchat.chat.messaging.ports import listen
        from flowchat.chat.search.actions import PlainFollower, follow_message

        listen(follow_message, plain=PlainFollower())
