"""Messages, and what hangs on them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.rooms.models import Room


class MentionGroup(models.TextChoices):
    """Whom a message calls besides those it names."""

    NONE = ""
    HERE = "here"
    ALL = "all"


UNWIPED = ~Q(text="") | Q(forwarded__isnull=False) | Q(attachments__isnull=False)
"""Of a deleted message: its words are still there, until the time for undoing is over."""


class Message(models.Model):
    """One message, at its seq in the room's stream."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, db_index=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False)
    client_id = models.UUIDField()
    seq = models.BigIntegerField()
    revision = models.BigIntegerField(default=0)
    """The seq of the last event that changed anything about it."""
    text = models.TextField()
    """A deleted message keeps it until the time for undoing is over; nothing reads it meanwhile."""
    sent_at = models.DateTimeField(default=timezone.now)

    version = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    deleted_seq = models.BigIntegerField(null=True, blank=True)
    delete_reason = models.CharField(max_length=200, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    pinned_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    reply_to = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    thread = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies", db_index=False
    )
    """The root of the thread this is a reply in."""
    forwarded = models.JSONField(null=True, blank=True)
    """A `Forwarded` as on the wire: a copy, for the original may be where its readers may not look."""
    attachments = models.JSONField(null=True, blank=True)
    """`Attachment`s as on the wire, so that a page of history asks for nothing more; None without any."""

    mention_group = models.CharField(max_length=4, choices=MentionGroup.choices, blank=True)
    mentioned_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    """Everyone told, except by `@all`."""
    mentioned_people = models.JSONField(default=list, blank=True)
    """`MentionedPerson`s as on the wire: what their names were then."""

    class Meta:
        constraints = [
            # A retry finds itself: the author's own id for the message, unique.
            models.UniqueConstraint(fields=["author", "client_id"], name="message_once_per_client_id"),
            # The rest rides along so that counting unread reads the index alone.
            models.UniqueConstraint(
                fields=["room", "seq"],
                include=["author", "thread", "deleted_at"],
                name="message_once_per_seq",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None, deleted_seq=None)
                | Q(deleted_at__isnull=False, deleted_seq__isnull=False),
                name="message_deleted_at_its_seq",
            ),
        ]
        indexes = [
            models.Index(
                fields=["thread", "seq"],
                include=["author", "deleted_at"],
                condition=Q(thread__isnull=False),
                name="message_by_thread",
            ),
            models.Index(
                fields=["room", "seq"],
                include=["author", "thread", "deleted_at"],
                condition=Q(thread__isnull=False),
                name="message_replies",
            ),
            models.Index(
                fields=["room", "seq"],
                # Not whom it calls: a few hundred ids are more than an entry of a B-tree may hold.
                include=["author", "thread", "deleted_at"],
                condition=~Q(mention_group="") | ~Q(mentioned_ids=[]),
                name="message_mentioning",
            ),
            models.Index(fields=["reply_to"], condition=Q(reply_to__isnull=False), name="message_by_quoted"),
            models.Index(
                fields=["room", "-pinned_at"], condition=Q(pinned_at__isnull=False), name="message_pinned"
            ),
            models.Index(
                fields=["room", "-seq"], condition=Q(attachments__isnull=False), name="message_with_files"
            ),
            models.Index(
                fields=["deleted_at"], condition=Q(deleted_at__isnull=False) & UNWIPED, name="message_to_wipe"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}#{self.seq}"


class MessageVersion(models.Model):
    """What a message said before an edit."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions", db_index=False)
    version = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "version"], name="version_once_per_message")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} v{self.version}"


class Removal(models.Model):
    """That someone took away a message of another: the log that moderators answer to."""

    id = models.BigAutoField(primary_key=True)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="removals")
    message_id = models.UUIDField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.message_id} by {self.by_id}"


class Reaction(models.Model):
    """One person's emoji under one message."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    emoji = models.CharField(max_length=64)
    kind_seq = models.BigIntegerField()
    """The event that brought this emoji to the message: its place, which it keeps when its first friend leaves."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "emoji", "user"], name="reaction_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.emoji} by {self.user_id}"


class Thread(models.Model):
    """What can't be derived from a thread's replies: whether it is resolved. Without a row it is open."""

    root = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return str(self.root_id)


class ThreadSeat(models.Model):
    """One person in one thread, once they wrote there, were called, read on, or chose to follow it or not."""

    id = models.BigAutoField(primary_key=True)
    root = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="seats", db_index=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    following = models.BooleanField(null=True)
    """None, like a missing row: their settings of the room decide."""
    last_read_seq = models.BigIntegerField(default=0)
    lifted_seq = models.BigIntegerField(default=0)
    """Where `threads_read_seq` stood when they marked something here as unread: up to there it does not count.
    Negative: they read everything after all, and may still undo that.
    """

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["root", "user"],
                include=["following", "last_read_seq", "lifted_seq"],
                name="thread_seat_once",
            )
        ]
        indexes = [models.Index(fields=["user", "room"], name="thread_seat_of_person")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.root_id}"


class Saved(models.Model):
    """A message that someone keeps for later."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "message"], name="saved_once_per_person")]

    def __str__(self) -> str:
        return f"{self.message_id} for {self.user_id}"


class Draft(models.Model):
    """What someone has begun to write in a room, or in one of its threads."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    reply_to = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    version = models.BigIntegerField(default=0)
    event_seq = models.BigIntegerField(default=0)
    """The event that told it, in the person's own stream: the next one takes the words out of it."""
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # Two, because before PostgreSQL 15 a constraint takes every NULL for a different thread.
            models.UniqueConstraint(
                fields=["user", "room"], condition=Q(thread=None), name="draft_once_per_room"
            ),
            models.UniqueConstraint(
                fields=["user", "thread"], condition=Q(thread__isnull=False), name="draft_once_per_thread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"
