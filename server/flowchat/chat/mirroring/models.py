"""How far each mirror has told each stream."""

from django.db import models


class Position(models.Model):
    """What one mirror has safely told of one stream: everything up to `seq`.

    One for each stream and not one for the whole log: ids of the table of events become visible out of order, and
    a single place would pass over what commits late.
    """

    mirror = models.CharField(max_length=64)
    stream = models.CharField(max_length=64)
    """A name and not a foreign key: it outlives a deleted room's stream, and says then what is to be erased."""
    seq = models.BigIntegerField()
    filled_up_to = models.CharField(max_length=36, null=True, blank=True)
    """While its documents are being filled from the tables: the last id that is done, "" before the first.
    None: nothing is to be filled."""

    class Meta:
        db_table = "mirroring_position"
        constraints = [
            models.UniqueConstraint(
                fields=["mirror", "stream"], include=["seq"], name="position_once_per_stream"
            )
        ]
        indexes = [
            models.Index(
                fields=["mirror", "stream"],
                condition=models.Q(filled_up_to__isnull=False),
                name="position_being_filled",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mirror}: {self.stream}@{self.seq}"
