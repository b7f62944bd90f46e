"""Rooms and who is in them: the authority for access."""

from uuid import UUID

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id


class RoomKind(models.TextChoices):
    """How people come in: as a fixed pair, by being added, or by themselves."""

    DIRECT = "direct"
    PRIVATE = "private"
    PUBLIC = "public"


class RoomRole(models.TextChoices):
    """What a member may do in one room."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


def direct_key(one: UUID, other: UUID) -> str:
    """Name a pair of people, the same from either side. A pair of one is notes to self."""
    return ":".join(sorted((str(one), str(other))))


class Notify(models.TextChoices):
    """What in a room tells one person."""

    ALL = "all"
    MENTIONS = "mentions"
    NOTHING = "nothing"


class View(models.TextChoices):
    """Does one person see replies in threads among the other messages, or in their threads only?"""

    FLAT = "flat"
    THREADED = "threaded"


class Room(models.Model):
    """A place with an order of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=RoomKind.choices)
    name = models.CharField(max_length=80, blank=True)
    description = models.CharField(max_length=500, blank=True)
    search_key = models.CharField(max_length=80, blank=True, editable=False)
    direct_key = models.CharField(max_length=73, null=True, blank=True, editable=False)
    starting = models.BooleanField(default=False)
    """New accounts join it by themselves."""
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    picture_id = models.UUIDField(null=True, blank=True)
    """An upload; a plain id, for files are a feature above this one."""
    deleted_at = models.DateTimeField(null=True, blank=True)
    """It is gone for everybody, and waits for what it held to be removed (`actions.removing`)."""

    class Meta:
        constraints = [
            # Exactly one per pair, however fast both create it: the database decides, not a check before it.
            models.UniqueConstraint(fields=["direct_key"], name="room_direct_once"),
            models.CheckConstraint(
                condition=models.Q(kind="direct", direct_key__isnull=False)
                | (~models.Q(kind="direct") & models.Q(direct_key__isnull=True)),
                name="room_direct_has_pair",
            ),
        ]
        indexes = [
            GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="room_search_key"),
            models.Index(
                fields=["deleted_at"], condition=models.Q(deleted_at__isnull=False), name="room_to_remove"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.kind


class Membership(models.Model):
    """One person in one room. The row is the right: without it there is no way in."""

    id = models.BigAutoField(primary_key=True)
    # No index of its own: the constraint below begins with it.
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=RoomRole.choices, default=RoomRole.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now)
    joined_seq = models.BigIntegerField(default=0)
    """The seq of the event that let them in: of what was deleted before, they see not even a tombstone."""
    last_read_seq = models.BigIntegerField(default=0)
    """Their own position; it goes back when they mark something as unread."""
    seen_seq = models.BigIntegerField(default=0)
    """How far they ever read: what others are shown. It never goes back."""
    delivered_seq = models.BigIntegerField(default=0)
    threads_read_seq = models.BigIntegerField(default=0)
    """Replies in threads up to here count as read, whatever the position in their thread."""
    notify = models.CharField(max_length=8, choices=Notify.choices, default=Notify.ALL)
    muted = models.BooleanField(default=False)
    view = models.CharField(max_length=8, choices=View.choices, default=View.FLAT)
    follow_threads = models.BooleanField(default=False)
    follow_threads_seq = models.BigIntegerField(default=0)
    """What was said before they chose to follow all threads is no debt."""
    favourite = models.BooleanField(default=False)
    section = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "user"], name="member_once_per_room"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"
