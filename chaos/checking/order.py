"""One gap-free order, the same for all."""

from collections.abc import Iterator, Sequence
from math import inf

from chaos.checking.findings import Finding, finding_each
from chaos.checking.truth import DeviceView, PersonView, Truth
from chaos.fleet.journal import Journal


def check_log(truth: Truth) -> list[Finding]:
    """Every stream counts 1, 2, 3 … up to its head, and has each message exactly where the message says."""
    return finding_each(
        "one order without gaps", [*_holes(truth), *_misplaced(truth), *_wrong_members(truth)]
    )


def _holes(truth: Truth) -> Iterator[str]:
    for stream, head in truth.heads.items():
        seqs = [row.seq for row in truth.log.get(stream, [])]
        if seqs != list(range(1, head + 1)):
            yield f"{stream} has {len(seqs)} events up to {seqs[-1:]}, and its head is {head}"


def _misplaced(truth: Truth) -> Iterator[str]:
    told = sorted(
        (stream, row.seq, row.message_id)
        for stream, rows in truth.log.items()
        for row in rows
        if row.kind == "message.sent"
    )
    stored = sorted((f"room.{one.room}", one.seq, one.id) for one in truth.messages)
    if told != stored:
        differing = sorted(set(told) ^ set(stored))[:3]
        yield f"log and messages differ: {len(told)} sent, {len(stored)} stored, such as {differing}"


def _wrong_members(truth: Truth) -> Iterator[str]:
    for room in {room for room, _ in truth.positions}:
        there = {user_id for user_id, stays in truth.stays(room).items() if stays[-1].end == inf}
        members = {member for place, member in truth.positions if place == room}
        if there != members:
            yield f"the log of {room} and its members differ by {sorted(there ^ members)}"


def check_segments(journals: Sequence[Journal], truth: Truth) -> list[Finding]:
    """What each device applied, one event after the other, is exactly what the log holds there."""
    found: list[str] = []
    for journal in journals:
        for segment in journal.segments:
            rows = truth.log.get(segment.stream, [])[segment.start : segment.position]
            if segment.digests != [row.digest for row in rows]:
                found.append(
                    f"{journal.name} saw another {segment.stream} after {segment.start} than the log has"
                )
    return finding_each("one order for all", found)


def check_heard(journals: Sequence[Journal], truth: Truth) -> list[Finding]:
    """Whatever came over a socket is in the log, as it was told: nothing is told that did not stay."""
    found: list[str] = []
    for journal in journals:
        for stream, heard in journal.heard.items():
            rows = truth.log.get(stream, [])
            wrong = [seq for seq, told in heard.items() if seq > len(rows) or rows[seq - 1].digest != told]
            if wrong:
                found.append(f"{journal.name} was told {stream}#{wrong[:3]}, which the log does not have so")
    return finding_each("nothing is told that did not stay", found)


def check_histories(people: Sequence[PersonView], truth: Truth) -> list[Finding]:
    """Who comes anew sees every message of their rooms, once and in the one order, as it is now."""
    found: list[str] = []
    orders = {
        room: [(one.id, one.seq, one.texts[-1]) for one in truth.in_order(room)]
        for room in {room for room, _ in truth.positions}
    }
    for person in people:
        if set(person.histories) != truth.rooms_of(person.user_id):
            found.append(f"{person.user_id} sees other rooms than those they are in")
        for room, history in person.histories.items():
            if history != orders.get(room):
                found.append(f"{person.user_id} sees {len(history)} messages in {room}, not as they are")
    return finding_each("one order for all", found)


def check_caught_up(views: Sequence[DeviceView], truth: Truth) -> list[Finding]:
    """Every device came to the end of every stream of its person's, and follows no other."""
    found: list[str] = []
    for view in views:
        wanted = {
            "community",
            f"user.{view.user_id}",
            *(f"room.{one}" for one in truth.rooms_of(view.user_id)),
        }
        if set(view.positions) != wanted:
            found.append(f"{view.name} follows other streams: {sorted(set(view.positions) ^ wanted)}")
        for stream in wanted & set(view.positions):
            head = truth.heads.get(stream, 0)
            if view.positions[stream] != head:
                found.append(
                    f"{view.name} is at {view.positions[stream]} of {stream}, which goes up to {head}"
                )
    return finding_each("everyone catches up", found)
