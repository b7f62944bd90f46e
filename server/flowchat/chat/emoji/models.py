"""This server's own emoji."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id

NAME_LENGTH = 32


class CustomEmoji(models.Model):
    """A picture that is written `:name:`. It never changes: what is deleted and added again is another one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    picture = models.BinaryField()
    """A WebP of our own making."""
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "custom emoji"
        constraints = [
            models.UniqueConstraint(fields=["name"], name="emoji_name_once"),
            models.CheckConstraint(
                condition=Q(name__regex=r"^[a-z0-9_+-]{2,32}$"), name="emoji_name_written_so"
            ),
        ]

    def __str__(self) -> str:
        return f":{self.name}:"
