"""Django's name for this feature."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Registers the feature under a label that clashes with none of Django's own."""

    name = "flowchat.chat.media"
    label = "media"

    def ready(self) -> None:
        """Say what may be uploaded, and do the jobs."""
        from django.db.models.signals import post_delete

        from flowchat.chat.accounts.ports import answer_upload_limits
        from flowchat.chat.media.actions.freeing import FREEING, free_files, free_later
        from flowchat.chat.media.actions.receiving import SWEEP, sweep_upload
        from flowchat.chat.media.actions.sizes import SMALLER, make_sizes
        from flowchat.chat.media.limits import upload_limits
        from flowchat.chat.media.models import Upload
        from flowchat.chat.media.storage import all_storages
        from flowchat.http.headers import show_from
        from flowchat.jobs.registry import register

        answer_upload_limits(upload_limits)
        register(SWEEP, sweep_upload)
        register(FREEING, free_files)
        post_delete.connect(free_later, sender=Upload)
        show_from(origin for storage in all_storages() for origin in storage.origins)
        register(SMALLER, make_sizes)
