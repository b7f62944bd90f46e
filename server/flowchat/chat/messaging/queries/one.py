"""Reading one message, and what it said before."""

from flowchat.chat.errors import Conflict
from flowchat.chat.events import objects
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.messaging.access import Reachable, Readable
from flowchat.chat.messaging.models import Message, MessageVersion
from flowchat.chat.messaging.objects import to_message
from flowchat.chat.messaging.queries.history import people_in
from flowchat.chat.wire import Wire


class FoundMessage(Wire):
    """One message, with everyone it names."""

    message: objects.Message
    people: list[objects.Person]


class Versions(Wire):
    """What a message said, oldest first; the last one is what it says now."""

    versions: list[objects.MessageVersion]


def found(reader: Readable) -> FoundMessage:
    """Return a message as its readers see it."""
    message = to_message(reader.row)
    return FoundMessage(message=message, people=people_in([message]))


def versions_of(member: Reachable) -> Versions:
    """Return everything a message said. Raises Conflict (`message_deleted`) for a deleted one: it says nothing."""
    with one_moment():
        # Again, for it may have been edited or deleted since it was found.
        row = Message.objects.get(id=member.row.id)
        if row.deleted_at is not None:
            raise Conflict("This message was deleted.", code="message_deleted")
        earlier = list(MessageVersion.objects.filter(message_id=row.id).order_by("version"))
    told = [objects.MessageVersion(version=one.version, text=one.text, at=one.at) for one in earlier]
    now = objects.MessageVersion(version=row.version, text=row.text, at=row.edited_at or row.sent_at)
    return Versions(versions=[*told, now])
