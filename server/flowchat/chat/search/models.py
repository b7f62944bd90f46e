"""What search looks through: one row per message, and the words there are."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from flowchat.chat.messaging.models import Message


class Entry(models.Model):
    """What can be found of one message that is not deleted. `tags` of what it is stand among its `words`."""

    message = models.OneToOneField(
        # The database deletes an entry with its message (see the migration), whoever deletes that and however many.
        Message,
        on_delete=models.DO_NOTHING,
        primary_key=True,
        related_name="+",
        db_constraint=False,
    )
    # Plain ids: a deleted room takes its messages along, and an entry is never asked for its author's row.
    room_id = models.UUIDField()
    author_id = models.UUIDField()
    seq = models.BigIntegerField()
    sent_at = models.DateTimeField()
    bucket = models.IntegerField()
    """Some thousands of messages that were sent after one another (`buckets`)."""
    words = SearchVectorField()

    class Meta:
        indexes = [
            # No list of pending rows: every search would have to read it, and some sender to empty it.
            GinIndex(fields=["words"], name="entry_words", fastupdate=False),
            models.Index(fields=["room_id", "sent_at", "seq"], name="entry_by_room"),
            models.Index(fields=["sent_at", "bucket"], name="entry_by_time"),
        ]

    def __str__(self) -> str:
        return str(self.message_id)


class Word(models.Model):
    """A word that was written in some message: where parts of words and mistyped ones are looked up.

    It only helps to guess. What is found is decided by the entries alone, so a word too many or too few in here
    shows nobody anything they may not read.
    """

    text = models.CharField(max_length=32, primary_key=True)

    class Meta:
        indexes = [
            GinIndex(OpClass("text", name="gin_trgm_ops"), name="word_trigrams", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.text
