"""What storages hold and nothing names: after crashes, lost answers and restored backups."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from django.utils import timezone

from flowchat.chat.media.actions.freeing import free_file, orphans
from flowchat.chat.media.models import StoredFile
from flowchat.chat.media.receiving.parts import incoming_folder
from flowchat.chat.media.storage import all_storages
from flowchat.chat.media.storage.port import Found, Storage

SETTLED = timedelta(days=1)
"""Younger than this, something may be on its way to its row, or its part to the next."""
_BATCH = 1000
_OURS = re.compile(r"(?:^|/)[0-9a-f]{2}/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""How our keys begin. A bucket may hold other things as well, and those are nobody's garbage."""


@dataclass(slots=True)
class Amount:
    """So many things, of so many bytes."""

    count: int = 0
    size: int = 0

    def add(self, size: int) -> None:
        """Count one more."""
        self.count += 1
        self.size += size


@dataclass(slots=True)
class Garbage:
    """What was found, or freed: files whose row no upload shows, things in storages without a row, old parts."""

    rows: Amount = field(default_factory=Amount)
    keys: Amount = field(default_factory=Amount)
    parts: Amount = field(default_factory=Amount)


def collect_garbage(*, dry_run: bool) -> Garbage:
    """Find what nothing names and free it, or only find it. Raises StorageUnavailable, and can be done again."""
    found = Garbage()
    for file in orphans().iterator():
        if dry_run or free_file(file.id):
            found.rows.add(file.size + sum(size["size"] for size in file.sizes.values()))
    for storage in all_storages():
        for one in nameless_in(storage):
            found.keys.add(one.size)
            if not dry_run:
                storage.remove_key(one.key)
    _collect_parts(found, dry_run=dry_run)
    return found


def nameless_in(storage: Storage) -> Iterator[Found]:
    """Return what a storage holds for longer than a day without any row that names it, of what was ours."""
    oldest = timezone.now() - SETTLED
    everything = (one for one in storage.find_all() if one.changed_at < oldest and _OURS.search(one.key))
    while batch := list(islice(everything, _BATCH)):
        named = _named_among(storage, [one.key for one in batch])
        yield from (one for one in batch if one.key not in named)


def _named_among(storage: Storage, keys: Iterable[str]) -> set[str]:
    """Return which of these keys rows name, as originals or as smaller sizes, whose keys are longer by an ending."""
    asked = set(keys)
    bases = {key.rpartition(mark)[0] for key in asked for mark in ("-", ".")} | asked
    rows = StoredFile.objects.filter(storage=storage.name, key__in=bases).values_list("key", "sizes")
    named = {key for key, _ in rows}
    for _, sizes in rows:
        named.update(size["key"] for size in sizes.values())
    return named


def _collect_parts(found: Garbage, *, dry_run: bool) -> None:
    """Uploads that never ended are swept by a job of their own; this finds what it left behind."""
    oldest = (timezone.now() - SETTLED).timestamp()
    for path in incoming_folder().iterdir():
        status = path.lstat()
        if path.is_file() and status.st_mtime < oldest:
            found.parts.add(status.st_size)
            if not dry_run:
                path.unlink(missing_ok=True)
