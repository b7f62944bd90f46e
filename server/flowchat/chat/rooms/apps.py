"""Django's name for this feature."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    """Registers the feature under a label that clashes with none of Django's own."""

    name = "flowchat.chat.rooms"
    label = "rooms"

    def ready(self) -> None:
        """Pass on the rooms of whoever is deactivated, and remove what deleted rooms held."""
        from flowchat.chat.accounts.ports import on_deactivation
        from flowchat.chat.rooms.actions.inheritance import pass_on_rooms
        from flowchat.chat.rooms.actions.removing import REMOVING, do_removing
        from flowchat.jobs.registry import register

        on_deactivation(pass_on_rooms)
        register(REMOVING, do_removing)
