"""Django's name for this feature."""

from django.apps import AppConfig


class PreviewsConfig(AppConfig):
    """Registers the feature under a label that clashes with none of Django's own."""

    name = "flowchat.chat.previews"
    label = "previews"

    def ready(self) -> None:
        """Follow the links of messages, answer what they lead to, and do the jobs for it."""
        from flowchat.chat.messaging.ports import PreviewsWithin, answer_previews, listen
        from flowchat.chat.previews.actions import JOB, follow_message
        from flowchat.chat.previews.fetcher.fetch import Fetcher
        from flowchat.chat.previews.previewer import Previewer
        from flowchat.chat.previews.queries import OF_MESSAGE, previews_of, read_found
        from flowchat.jobs.registry import register

        listen(follow_message, plain=None)  # without an address there is nothing to preview
        answer_previews(previews_of, PreviewsWithin(OF_MESSAGE, read_found))
        register(JOB, Previewer(Fetcher()))
