"""Files: what a storage keeps, and who brought it where."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.media.limits import NAME_LENGTH
from flowchat.chat.rooms.models import Room


class FileKind(models.TextChoices):
    """How a file is shown. Only what this server found out about its content decides."""

    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"


class Place(models.TextChoices):
    """Where an upload belongs. Until something names it, it is its owner's and swept after a day."""

    NONE = ""
    MESSAGE = "message"
    PROFILE = "profile"
    ROOM = "room"


class StoredFile(models.Model):
    """Bytes in a storage, once for all uploads that show the same. Without any upload it is freed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    storage = models.CharField(max_length=16)
    """The adapter that keeps it: a server that changes its storage can still find the old files."""
    key = models.CharField(max_length=200)
    """Where, in that storage's own terms. Made of ids; never of a name that a person chose."""
    url = models.TextField(blank=True)
    """Where the storage says it is, when it has an address of its own (Cloudinary's answer)."""
    kind = models.CharField(max_length=8, choices=FileKind.choices)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the bytes kept, in hex."""
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    animated = models.BooleanField(default=False)
    thumbhash = models.CharField(max_length=48, blank=True)
    sizes = models.JSONField(default=dict, blank=True)
    """The smaller copies made so far: `{"small": {"key", "size", "content_type"}, "large": ...}`."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["storage", "key"], name="stored_file_once_per_key")]

    def __str__(self) -> str:
        return f"{self.storage}:{self.key}"


class Upload(models.Model):
    """A file that a person brought, under the name it had with them, and the place that it belongs to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=NAME_LENGTH)
    """For people to read and for downloads; never a path."""
    length = models.BigIntegerField()
    """How many bytes it will have, has, or had before the server cleaned it: counts against the quotas."""
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="uploads")
    """None while it is still coming in."""
    place = models.CharField(max_length=8, choices=Place.choices, blank=True)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    """Whose readers may see it; its picture's room, too."""
    message_id = models.UUIDField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    """Its message was deleted and may still be restored; nobody sees the file meanwhile."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(place="message") | Q(room__isnull=False, message_id__isnull=False),
                name="upload_in_its_message",
            ),
        ]
        indexes = [
            models.Index(fields=["owner"], include=["length"], name="upload_of_owner"),
            models.Index(
                fields=["room"], include=["length"], condition=Q(room__isnull=False), name="upload_in_room"
            ),
            models.Index(
                fields=["message_id"], condition=Q(message_id__isnull=False), name="upload_of_message"
            ),
            models.Index(fields=["created_at"], condition=Q(place=""), name="upload_to_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.owner_id}"
