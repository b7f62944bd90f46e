"""The one thing about presence that outlives a connection."""

from django.db import models

from flowchat.chat.accounts.models import User


class LastSeen(models.Model):
    """When a person's last connection went away. A row of its own: writing it never touches the account."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} at {self.at:%Y-%m-%d %H:%M}"
