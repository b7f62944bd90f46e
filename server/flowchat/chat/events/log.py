"""Writing the log. Called only from actions, always inside their transaction.

Lock order, so that two actions never wait for each other: `community`, then `room.*`, then `user.*`, each
kind in the order of its names. That is the plain order of the keys as strings.
"""

import logging
from collections.abc import Collection, Mapping, Sequence

from django.db import connection, transaction
from django.utils import timezone

from flowchat.chat.events.arrived import Arrived
from flowchat.chat.events.bus import get_bus
from flowchat.chat.events.models import Stream
from flowchat.chat.events.types import Envelope, Event
from flowchat.observing.measures import Counter
from flowchat.observing.request_ids import current_request_id

logger = logging.getLogger(__name__)

EVENTS = Counter(
    "flowchat_events", "Events committed to the log, by type; message.sent are messages sent.", ("type",)
)

_CLAIM = """
    INSERT INTO events_stream AS s (key, head) VALUES (%s, 1)
    ON CONFLICT (key) DO UPDATE SET head = s.head + 1 RETURNING head
"""
_LOCK = """
    INSERT INTO events_stream AS s (key, head) VALUES (%s, 0)
    ON CONFLICT (key) DO UPDATE SET head = s.head RETURNING head
"""
# Rows are taken in the order in which they are given, which is the lock order.
_CLAIM_EACH = """
    INSERT INTO events_stream AS s (key, head) SELECT key, 1 FROM unnest(%s::text[]) WITH ORDINALITY AS k(key, place)
    ORDER BY place
    ON CONFLICT (key) DO UPDATE SET head = s.head + 1 RETURNING key, head
"""
_LOCK_EACH = """
    SELECT key, head FROM events_stream WHERE key = ANY(%s::text[]) ORDER BY key COLLATE "C" FOR NO KEY UPDATE
"""
_CLAIM_RUN = """
    INSERT INTO events_stream AS s (key, head) VALUES (%s, %s)
    ON CONFLICT (key) DO UPDATE SET head = s.head + %s RETURNING head
"""
_KEEP = "INSERT INTO events_event (stream_id, seq, at, body) VALUES (%s, %s, %s, %s::jsonb)"
_KEEP_ALL = """
    INSERT INTO events_event (stream_id, seq, body, at)
    SELECT stream, seq, body::jsonb, %s::timestamptz
    FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS e(stream, seq, body)
"""

HOLD_PATIENCE = "1s"
"""For how long a batch of messages waits for its streams. Nearly all transactions take a few milliseconds; who takes
longer with one room must not keep the senders of all others waiting.
"""


def lock(stream: str) -> int:
    """Hold `stream` until the transaction ends and return its head: nobody writes to it meanwhile."""
    return _run(_LOCK, stream)


def claim(stream: str) -> int:
    """Hold `stream` until the transaction ends and return the seq of its next event.

    The caller must `write` that event in the same transaction. A rollback gives the number back, because the
    counter rolls back with it: that is why there are no holes.
    """
    return _run(_CLAIM, stream)


def write(stream: str, seq: int, event: Event) -> Envelope:
    """Keep `event` under a claimed `seq` and announce it once the transaction has committed."""
    envelope = Envelope(stream=stream, seq=seq, at=timezone.now(), event=event)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [stream, seq, envelope.at, event.model_dump_json()])
    _announce_on_commit(envelope.of_request(current_request_id()))
    return envelope


def append(stream: str, event: Event) -> Envelope:
    """Claim the next seq of `stream` and write `event` there."""
    return write(stream, claim(stream), event)


def lock_each(streams: Collection[str]) -> dict[str, int]:
    """Hold several streams that exist, in the lock order, with one statement; returns their heads."""
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_EACH, [sorted(streams)])
        return dict(cursor.fetchall())


def append_each(events: Mapping[str, Event]) -> list[Envelope]:
    """Append one event to each of several streams, in the lock order, with two statements."""
    _require_transaction()
    if not events:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_EACH, [sorted(events)])
        claimed = dict(cursor.fetchall())
    return _write_all([(stream, claimed[stream], events[stream]) for stream in sorted(events)])


def append_run(stream: str, events: Sequence[Event]) -> list[Envelope]:
    """Append several events to one stream, with two statements."""
    _require_transaction()
    if not events:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_RUN, [stream, len(events), len(events)])
        row = cursor.fetchone()
    assert row is not None
    first = int(row[0]) - len(events) + 1
    return _write_all([(stream, first + place, event) for place, event in enumerate(events)])


def _write_all(rows: Sequence[tuple[str, int, Event]]) -> list[Envelope]:
    at = timezone.now()
    envelopes = [Envelope(stream=stream, seq=seq, at=at, event=event) for stream, seq, event in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP_ALL,
            [
                at,
                [one.stream for one in envelopes],
                [one.seq for one in envelopes],
                [one.event.model_dump_json() for one in envelopes],
            ],
        )
    for envelope in envelopes:
        _announce_on_commit(envelope.of_request(current_request_id()))
    return envelopes


def announce(told: Sequence[Arrived]) -> None:
    """Announce events of one type that the database itself has kept, now that they are committed, in this order. Raises
    nothing: who wrote them has to be answered.
    """
    if told:
        EVENTS.count(told[0].kind, by=len(told))
    bus = get_bus()
    for one in told:
        try:
            bus.publish(one)
        except Exception:
            logger.exception("The bus failed on %s#%s", one.stream, one.seq)


def close(stream: str, last: Event) -> Envelope:
    """Announce the last event of `stream` on commit and forget the stream: its counter and this event too. Its log
    can't be read without it, and is removed by `forgetting.forget_closed`.

    What it was about is gone for good, so its log must not outlive it. Who misses the announcement learns from
    another stream, or from the 404 that answers for this one.
    """
    envelope = Envelope(stream=stream, seq=claim(stream), at=timezone.now(), event=last)
    Stream.objects.filter(key=stream).delete()
    _announce_on_commit(envelope.of_request(current_request_id()))
    return envelope


def _announce_on_commit(envelope: Envelope) -> None:
    def announce() -> None:
        EVENTS.count(envelope.event.type)
        get_bus().publish(envelope)

    # robust: the event is committed already; a failing bus must not turn the answer into an error.
    transaction.on_commit(announce, robust=True)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("The log is written inside the transaction of the change it records.")


def _run(statement: str, stream: str) -> int:
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(statement, [stream])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
