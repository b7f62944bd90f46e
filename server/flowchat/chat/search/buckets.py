"""Buckets: how a search stays fast for words that are in every third message.

PostgreSQL's word index knows which messages hold a word, but not which of them are new. Whoever asks it for "the"
gets a third of all messages, sorts them, and throws all but twenty away. So every entry also carries, as if they were
words, the number of its bucket (8,192 messages sent after one another) and of its group (16 buckets). The index then
answers "the, in the newest bucket" at once, and a search walks back through time in windows that grow while little is
found: a common word is done after the first, a rare one has little to read in the large ones.
"""

from collections.abc import Iterator

BUCKET_BITS = 13
_GROUP_BITS = 4
_GROUP = 1 << _GROUP_BITS
_MOST_GROUPS = 64
"""So wide a window at most: 8 million messages, and as many lexemes in one query."""

TAGS_SQL = f"array_to_tsvector(ARRAY['=b' || bucket, '=g' || (bucket >> {_GROUP_BITS})])"
"""The tags of a row that has a bucket."""


def bucket_tags(bucket: int) -> str:
    """Return the same tags as a literal of tsvector."""
    return f"'=b{bucket}' '=g{bucket >> _GROUP_BITS}'"


Window = tuple[str, ...]
"""The tags of the buckets or groups to look into now."""


def windows(newest: int, oldest: int) -> Iterator[Window]:
    """Yield windows from bucket `newest` back to the one of `oldest`, without gap or overlap.

    The last one may reach back a little further; conditions on the time itself are for the caller.
    """
    bucket, width = newest, 2
    while bucket >= oldest and (bucket + 1) % _GROUP:
        last = max(bucket - width + 1, bucket - bucket % _GROUP)
        yield tuple(f"=b{number}" for number in range(last, bucket + 1))
        bucket, width = last - 1, width * 4
    group, width, end = bucket >> _GROUP_BITS, 1, oldest >> _GROUP_BITS
    while bucket >= oldest and group >= end:
        last = max(group - width + 1, end)
        yield tuple(f"=g{number}" for number in range(last, group + 1))
        group, width = last - 1, min(width * 2, _MOST_GROUPS)
