"""Django's name for this feature."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the feature under a label that clashes with none of Django's own."""

    name = "flowchat.chat.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Let pages reach the service that the same people are signed in to."""
        from django.conf import settings

        from flowchat.http.headers import connect_to

        if settings.FIREBASE is not None:
            connect_to(settings.FIREBASE.connects_to)
