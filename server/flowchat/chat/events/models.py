"""The log: a counter per stream, and every event under its number."""

from django.db import models


class Stream(models.Model):
    """A stream and the seq of its last event.

    A counter row and not a table id: ids become visible out of order, and a reader that pages by them
    skips what commits late. The row's lock orders the writers, so commits follow seq.
    """

    key = models.CharField(max_length=64, primary_key=True)
    head = models.BigIntegerField(default=0)

    class Meta:
        db_table = "events_stream"

    def __str__(self) -> str:
        return f"{self.key}@{self.head}"


class LoggedEvent(models.Model):
    """One event of a stream, kept as it was announced."""

    # Events outlive the stream of a room that was deleted until they are removed in portions. Nobody reads them: they
    # are found by way of their stream.
    stream = models.ForeignKey(Stream, on_delete=models.DO_NOTHING, db_index=False, db_constraint=False)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    body = models.JSONField()

    class Meta:
        db_table = "events_event"
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_once_per_seq")]
        indexes = [models.Index(fields=["at"], name="event_at")]

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq}"
