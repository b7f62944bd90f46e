"""Reading the log."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Subquery
from django.db.models.functions import Coalesce
from pydantic import TypeAdapter

from flowchat.chat.events.models import LoggedEvent, Stream
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.events.types import Envelope, Event
from flowchat.chat.exchange import array, ask, text_array
from flowchat.chat.reading import time_of
from flowchat.chat.wire import Wire

SYNC_LIMIT = 500

_event: TypeAdapter[Event] = TypeAdapter(Event)


class Backlog(Wire):
    """What a stream holds after a position. `reset`: it can't be told any more, fetch a fresh snapshot."""

    stream: str
    head: int
    events: list[Envelope]
    more: bool
    reset: bool


def heads_of(streams: Iterable[str]) -> dict[str, int]:
    """Return the head of each stream; 0 for one without events."""
    keys = list(streams)
    known = dict(Stream.objects.filter(key__in=keys).values_list("key", "head"))
    return {key: known.get(key, 0) for key in keys}


def told_head(stream: str) -> Coalesce:
    """Return the expression for the head of a stream, to be asked for with something else."""
    return Coalesce(Subquery(Stream.objects.filter(key=stream).values("head")), 0)


def backlog(stream: str, *, after: int, limit: int = SYNC_LIMIT) -> Backlog:
    """Return the events of `stream` after a seq, ascending, at most `limit` of them."""
    with one_moment():
        head = heads_of([stream])[stream]
        # Up to the head: what is left of the log of a closed stream is nobody's to read.
        found = LoggedEvent.objects.filter(stream_id=stream, seq__gt=after, seq__lte=head)
        rows = list(found.order_by("seq")[:limit])
    return _as_backlog(stream, after, head, [_envelope(row) for row in rows])


_EACH = f"""
    SELECT w.place, e.seq, {time_of("e.at")}, e.body::text
    FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) WITH ORDINALITY AS w (stream, after, head, place)
    CROSS JOIN LATERAL (
        SELECT seq, at, body FROM events_event
        WHERE stream_id = w.stream AND seq > w.after AND seq <= w.head ORDER BY seq LIMIT %s
    ) AS e
    ORDER BY w.place, e.seq
"""  # noqa: S608 - put together from constants, no input


class _Line(NamedTuple):
    """An event as the log keeps it: `at` as the wire has it, `body` as JSON."""

    seq: int
    at: str
    body: str


def backlogs_each(positions: Sequence[tuple[str, int, int]]) -> list[str]:
    """Return as JSON what `backlog` would have for each of these positions (a stream, a seq in it, and its head) when
    the stream stood at that head, with one statement. What was forgotten since is forgotten there, too.
    """
    lines: list[list[_Line]] = [[] for _ in positions]
    if positions:
        streams, afters, heads = zip(*positions, strict=True)
        rows = ask(_EACH, [text_array(streams), array(afters), array(heads), SYNC_LIMIT])
        for place, *line in rows:
            lines[place - 1].append(_Line(*line))
    return [_write_backlog(*position, found) for position, found in zip(positions, lines, strict=True)]


def _write_backlog(stream: str, after: int, head: int, lines: Sequence[_Line]) -> str:
    """Say of lines of the log what `_as_backlog` says of events."""
    first = lines[0].seq if lines else None
    reset = _cannot_follow(after=after, head=head, first=first)
    events = [] if reset else [_write_envelope(stream, line) for line in lines]
    more = bool(events) and lines[-1].seq < head
    return (
        f'{{"stream":"{stream}","head":{head},"events":[{",".join(events)}],'
        f'"more":{_JSON[more]},"reset":{_JSON[reset]}}}'
    )


_JSON = {False: "false", True: "true"}


def _write_envelope(stream: str, line: _Line) -> str:
    # What a person's own stream tells may have been written before a setting was there, which then has its default.
    # Nothing that a room hears has defaults, so it is handed on as it is kept.
    body = line.body if stream.startswith(_ROOMS) else _event.validate_json(line.body).model_dump_json()
    return f'{{"stream":"{stream}","seq":{line.seq},"at":"{line.at}","event":{body}}}'


_ROOMS = "room."


def _as_backlog(stream: str, after: int, head: int, events: list[Envelope]) -> Backlog:
    first = events[0].seq if events else None
    if _cannot_follow(after=after, head=head, first=first):
        return Backlog(stream=stream, head=head, events=[], more=False, reset=True)
    return Backlog(
        stream=stream,
        head=head,
        events=events,
        more=bool(events) and events[-1].seq < head,
        reset=False,
    )


def _cannot_follow(*, after: int, head: int, first: int | None) -> bool:
    """Is the position past the end (a restored database), or are events after it already pruned?"""
    if after > head:
        return True
    return after < head and (first is None or first > after + 1)


def _envelope(row: LoggedEvent) -> Envelope:
    return Envelope(stream=row.stream_id, seq=row.seq, at=row.at, event=_event.validate_python(row.body))
