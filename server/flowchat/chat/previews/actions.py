"""Previews as they come and go. Each verb is one transaction, with its event."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from flowchat.chat.errors import Forbidden, SlowDown
from flowchat.chat.events import log
from flowchat.chat.events.streams import room_stream
from flowchat.chat.events.types import MessagePreviewed
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.access import Reachable
from flowchat.chat.messaging.actions.changing import hold_message, refuse_deleted
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.ports import Change
from flowchat.chat.previews.links import links_of, previews_are_on
from flowchat.chat.previews.models import Linked, LinkPreview
from flowchat.chat.previews.pages import pages_of
from flowchat.chat.previews.queries import previews_of
from flowchat.chat.rooms.access import require
from flowchat.chat.rooms.actions.holding import refuse_archived
from flowchat.chat.rooms.models import RoomKind, RoomRole
from flowchat.http import limits
from flowchat.jobs.queue import enqueue

JOB = "previews.fetch"
ASKING = limits.Rate(count=30, seconds=60)
"""Messages of one person that are previewed. Nobody is to make this server ask somebody else's all day."""


def follow_message(message: Message, change: Change) -> None:
    """Leave a job behind for a message with links, and drop what its links no longer lead to
    (`messaging.ports.Listener`: inside the transaction of the change, with the room's stream held).
    """
    if change == "deleted":
        _forget(message)
        return
    links = links_of(message)
    before = None if change == "sent" else Linked.objects.filter(message=message).first()
    if before is not None and change == "restored":
        before.links = links  # still taken away, or it would have been forgotten
        before.save(update_fields=["links"])
    if before is not None and before.links == links:
        return  # the same links in other words: the previews stand, and what was taken away stays away
    if before is not None:
        before.delete()
        _drop_others(message, links)
    if links and previews_are_on():
        _await(message, links)


def _drop_others(message: Message, links: Sequence[str]) -> None:
    """Take away the previews of links that an edit took out, and say so where there were some."""
    if LinkPreview.objects.filter(message=message).exclude(url__in=links).delete()[0]:
        _tell(message)


def _forget(message: Message) -> None:
    """Take everything away with a deleted message, its addresses too; all that is kept for an undo is that somebody
    didn't want them previewed. No event tells of it: the deletion does.
    """
    LinkPreview.objects.filter(message=message).delete()
    Linked.objects.filter(message=message, removed=False).delete()
    Linked.objects.filter(message=message).update(links=[])


def _await(message: Message, links: list[str]) -> None:
    try:
        limits.check("previews", message.author_id, ASKING)
    except SlowDown:
        return
    Linked.objects.create(message=message, version=message.version, links=links)
    enqueue(JOB, message_id=str(message.id), version=message.version)


def links_to_preview(message_id: UUID, *, version: int) -> list[str]:
    """Return the links that a job is to ask; none when they are no longer wanted."""
    message = Message.objects.filter(id=message_id).first()
    wanted = _wanted(message, version) if message else None
    return wanted.links if wanted else []


@transaction.atomic
def show_previews(message_id: UUID, *, version: int) -> None:
    """Show what was found at the links of a message, and tell the room. A second time changes and tells nothing.

    Everything is checked anew under the room's lock: the message may have been deleted, edited or cleared of previews
    while its links were asked.
    """
    here = Message.objects.filter(id=message_id, room__deleted_at=None)
    place = here.values_list("room_id", flat=True).first()
    if place is None:
        return
    log.lock(room_stream(place))
    message = here.select_for_update(no_key=True, of=("self",)).first()
    linked = _wanted(message, version) if message else None
    if message is None:
        # With its room, it may be: then waiting for the room's stream has made that anew.
        transaction.set_rollback(True)
        return
    if linked is None:
        return
    linked.shown = True
    linked.save(update_fields=["shown"])
    before = previews_of([message.id])
    _replace(message, linked.links)
    if previews_of([message.id]) != before:
        _tell(message)


def _replace(message: Message, links: list[str]) -> None:
    """Put what was found at the links in the place of what is shown. A card that stays the same keeps its id, for with
    a new address its picture would blink.
    """
    cards = LinkPreview.objects.filter(message=message)
    ids = {(card.url, card.picture_id): card.id for card in cards}
    cards.delete()
    pages = pages_of(links)
    LinkPreview.objects.bulk_create(
        LinkPreview(
            id=ids.get((link, pages[link].picture_id)) or new_id(),
            message=message,
            position=position,
            url=link,
            title=pages[link].title,
            description=pages[link].description,
            site=pages[link].site,
            picture_id=pages[link].picture_id,
        )
        for position, link in enumerate(links)
        if link in pages
    )


@transaction.atomic
def remove_previews(*, proof: Reachable) -> None:
    """Take the previews of a message away for everyone, those still being fetched included. Again changes nothing.

    They stay away until the message gets other links. Raises Forbidden unless it is one's own message or one is an
    admin of the room, Conflict for a deleted message or an archived room.
    """
    member, row = hold_message(proof)
    if row.author_id != member.user_id:
        if member.room.kind == RoomKind.DIRECT:
            raise Forbidden("Only who wrote this can do this.")
        require(member, RoomRole.ADMIN)
    refuse_archived(member.room)
    refuse_deleted(row)
    Linked.objects.filter(message=row).update(removed=True)
    if LinkPreview.objects.filter(message=row).delete()[0]:
        _tell(row)


def _wanted(message: Message, version: int) -> Linked | None:
    """Return the links of a message that are to be previewed, if they still are."""
    if message.deleted_at is not None or not previews_are_on():
        return None
    return Linked.objects.filter(message=message, version=version, removed=False, shown=False).first()


def _tell(message: Message) -> None:
    """Tell the room which previews a message has now. The caller holds the room's stream."""
    stream = room_stream(message.room_id)
    message.revision = log.claim(stream)
    message.save(update_fields=["revision"])
    previews = previews_of([message.id]).get(message.id, [])
    event = MessagePreviewed(message_id=message.id, message_seq=message.seq, previews=previews)
    log.write(stream, message.revision, event)
