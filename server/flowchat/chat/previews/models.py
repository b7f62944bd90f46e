"""What the links of messages lead to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from flowchat.chat.ids import new_id
from flowchat.chat.messaging.models import Message


class Picture(models.Model):
    """A small copy of a picture from elsewhere, once for all previews that show the same."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    data = models.BinaryField()
    """WebP, made by us: never a byte that somebody else's server sent."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "previews_picture"

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"


class Page(models.Model):
    """What was found at an address lately, so that ten people who post it make one request."""

    key = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of the address: addresses are longer than an index entry may be."""
    found = models.BooleanField()
    """False: there is nothing to show, and nobody asks again for a while."""
    title = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=400, blank=True)
    site = models.CharField(max_length=80, blank=True)
    picture = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, related_name="+")
    fetched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "previews_page"
        indexes = [models.Index(fields=["fetched_at"], name="page_fetched_at")]

    def __str__(self) -> str:
        return self.title or self.key


class Linked(models.Model):
    """Which links of a message are previewed, and whether somebody took the previews away."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveIntegerField()
    """The message's when it got these links. Its job carries the same; other words later don't matter."""
    links = ArrayField(models.TextField(), default=list)
    removed = models.BooleanField(default=False)
    """Taken away from these links; other links, after an edit, are previewed again."""
    shown = models.BooleanField(default=False)
    """The job is done for these links: doing it twice must not tell twice."""

    class Meta:
        db_table = "previews_linked"

    def __str__(self) -> str:
        return f"{len(self.links)} of {self.message_id}"


class LinkPreview(models.Model):
    """What one link of one message leads to, as its readers see it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    url = models.TextField()
    title = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=400, blank=True)
    site = models.CharField(max_length=80, blank=True)
    picture = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        db_table = "previews_linkpreview"
        constraints = [
            models.UniqueConstraint(fields=["message", "position"], name="preview_once_per_position"),
        ]

    def __str__(self) -> str:
        return self.title or self.url
