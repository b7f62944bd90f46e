"""Comparing documents with what they should be."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flowchat.chat.adapters.firebase.documents import (
    Document,
    member_document,
    members_path,
    message_document,
    messages_path,
    plain_message,
    reading_document,
    readings_path,
)
from flowchat.chat.mirroring.news import MessageNews, ReadingNews
from flowchat.chat.mirroring.shelves import Difference, Members, Messages, Readings


class Fault(NamedTuple):
    """A difference, and the document that ends it; None: there should be none."""

    difference: Difference
    wanted: Document | None


def compare_messages(shelf: Messages, found: Mapping[str, Document]) -> Iterator[Fault]:
    """Yield where messages differ. Which events they hold is open: in those that were filled there are none."""
    collection = messages_path(shelf.room_id)
    wanted = {str(one.id): one for one in shelf.messages}
    leave = {str(one) for one in shelf.leave}
    stale = _with_stale_events(shelf, found)
    for key in sorted({*wanted, *found} - leave):
        path, message = f"{collection}/{key}", wanted.get(key)
        if message is None:
            yield Fault(Difference(path, "extra"), None)
            continue
        fields = _fields(plain_message(message), found.get(key), but=("events",))
        if fields or key in stale:
            news = MessageNews(message=message, revision=message.revision)
            yield Fault(_difference(path, found.get(key), fields or ("events",)), message_document(news))


def _with_stale_events(shelf: Messages, found: Mapping[str, Document]) -> set[str]:
    """Return the documents with events that are none, or that say what the log has forgotten."""
    events = {key: document.get("events") for key, document in found.items()}
    lists = {key: one for key, one in events.items() if isinstance(one, list)}
    outdated = set(shelf.outdated({text for one in lists.values() for text in one if isinstance(text, str)}))
    stale = {key for key, one in lists.items() if any(not isinstance(t, str) or t in outdated for t in one)}
    return stale | (events.keys() - lists.keys())


def compare_members(shelf: Members, found: Mapping[str, Document]) -> Iterator[Fault]:
    """Yield where a room's members differ."""
    wanted = {str(one): member_document(one, role) for one, role in shelf.roles.items()}
    return compare_documents(
        members_path(shelf.room_id), wanted, found, leave={str(one) for one in shelf.leave}
    )


def compare_documents(
    collection: str, wanted: Mapping[str, Document], found: Mapping[str, Document], *, leave: set[str]
) -> Iterator[Fault]:
    """Yield where documents are not exactly as they should be."""
    for key in sorted({*wanted, *found} - leave):
        path = f"{collection}/{key}"
        if key not in wanted:
            yield Fault(Difference(path, "extra"), None)
        elif fields := _fields(wanted[key], found.get(key)):
            yield Fault(_difference(path, found.get(key), fields), wanted[key])


def with_what_was_forgotten(
    wanted: Mapping[str, Document], found: Mapping[str, Document], *, before: int
) -> dict[str, Document]:
    """Return what should be known of accounts, where ends of sessions from before a moment may be known only there."""
    result = {}
    for key, document in wanted.items():
        known = found.get(key, {}).get("valid_since")
        kept = isinstance(known, int) and document["valid_since"] < known < before
        result[key] = {**document, "valid_since": known} if kept else document
    return result


def compare_readings(shelf: Readings, found: Mapping[str, Document]) -> Iterator[Fault]:
    """Yield where positions are behind what was told, or ahead of what is so."""
    collection = readings_path(shelf.room_id)
    now = {str(one): reading for one, reading in shelf.now.items()}
    told = {str(one): seqs for one, seqs in shelf.told.items()}
    for key in sorted({*now, *found} - {str(one) for one in shelf.leave}):
        path, reading, document = f"{collection}/{key}", now.get(key), found.get(key)
        if reading is None:
            yield Fault(Difference(path, "extra"), None)
        elif fields := _unlike(reading, told.get(key, (0, 0)), document):
            yield Fault(_difference(path, document, fields), reading_document(reading))


def _unlike(reading: ReadingNews, told: tuple[int, int], document: Document | None) -> tuple[str, ...]:
    if document is None:
        return ("user_id",) if any(told) else ()
    ends = {
        "last_read_seq": (min(told[0], reading.last_read_seq), reading.last_read_seq),
        "delivered_seq": (min(told[1], reading.delivered_seq), reading.delivered_seq),
    }
    wrong = [name for name, (least, most) in ends.items() if not _between(least, document.get(name), most)]
    if document.get("user_id") != str(reading.user_id):
        wrong.append("user_id")
    return (*wrong, *sorted(set(document) - set(reading_document(reading))))


def _between(least: int, value: object, most: int) -> bool:
    return isinstance(value, int) and least <= value <= most


def _fields(wanted: Document, found: Document | None, *, but: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Name the fields that differ; all of them when there is no document."""
    if found is None:
        return tuple(wanted)
    names = ({*wanted} | {*found}) - {*but}
    nothing = object()
    return tuple(sorted(one for one in names if wanted.get(one, nothing) != found.get(one, nothing)))


def _difference(path: str, found: Document | None, fields: tuple[str, ...]) -> Difference:
    return Difference(path, "missing") if found is None else Difference(path, "different", fields)
