"""Rows of the permission matrix: what is done to one message, and what is kept of a room."""

from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions.delete import delete_message
from flowchat.chat.rooms.models import Room
from flowchat.chat.rooms.tests.factories import say
from tests.matrix_cast import Cast
from tests.matrix_rows import (
    MEMBERS,
    ONE_OF_PAIR,
    PUBLIC_ADMINS,
    PUBLIC_MEMBERS,
    ROOM_ADMINS,
    SIGNED_IN,
    Maker,
    Row,
    instead,
    of,
    room,
)


def _said(cast: Cast, kind: str, author: User) -> UUID:
    place: Room = getattr(cast, kind)
    return say(author, place, "Something").id


def theirs(kind: str) -> Maker:
    """Name a message of the subject, whom everyone else acts on."""
    return lambda cast: {"message_id": _said(cast, kind, cast.subject)}


def members(kind: str) -> Maker:
    """Name a message that the persona `member` wrote."""
    return lambda cast: {"message_id": _said(cast, kind, cast.people["member"])}


def gone(kind: str) -> Maker:
    """Name a message that the persona `member` wrote and has just deleted."""

    def make(cast: Cast) -> dict[str, UUID]:
        member = cast.people["member"]
        message_id = _said(cast, kind, member)
        delete_message(deleter=member_message_of(member, message_id))
        return {"message_id": message_id}

    return make


EDIT = of(text="Otherwise", version=0)
REASON = of(reason="Off topic")
FORWARD = of(room=lambda cast: str(cast.public.id), client_id=lambda cast: str(new_id()), text="")

CHANGE_ROWS = [
    Row("get_message", MEMBERS, path=theirs("private"), on="private"),
    Row("get_message", SIGNED_IN, path=theirs("public"), on="public"),
    Row("get_message", ONE_OF_PAIR, path=theirs("direct"), on="direct"),
    Row("edit_message", instead(MEMBERS, owner=403, admin=403), path=members("private"), body=EDIT, on="own"),
    Row("edit_message", instead(MEMBERS, ok=403), path=theirs("private"), body=EDIT, on="private"),
    Row("edit_message", instead(PUBLIC_MEMBERS, ok=403), path=theirs("public"), body=EDIT, on="public"),
    Row("edit_message", instead(ONE_OF_PAIR, ok=403), path=theirs("direct"), body=EDIT, on="direct"),
    Row("delete_message", instead(ROOM_ADMINS, ok=204), path=theirs("private"), body=REASON, on="private"),
    Row("delete_message", instead(PUBLIC_ADMINS, ok=204), path=theirs("public"), body=REASON, on="public"),
    Row("delete_message", instead(ONE_OF_PAIR, ok=403), path=theirs("direct"), body=REASON, on="direct"),
    Row(
        "delete_message",
        instead(MEMBERS, ok=204, owner=400, admin=400),
        path=members("private"),
        body=of(),
        on="own",
    ),
    Row("restore_message", instead(MEMBERS, owner=403, admin=403), path=gone("private"), on="private"),
    Row(
        "restore_message",
        # Who only looks in is shown no tombstone.
        instead(PUBLIC_MEMBERS, owner=403, admin=403, outsider=404, operator=404, removed=404),
        path=gone("public"),
        on="public",
    ),
    Row("list_versions", MEMBERS, path=theirs("private"), on="private"),
    Row("list_versions", PUBLIC_MEMBERS, path=theirs("public"), on="public"),
    Row("list_versions", instead(MEMBERS, ok=409), path=gone("private"), on="deleted"),
    Row(
        "forward_message",
        instead(MEMBERS, ok=201),
        path=theirs("private"),
        body=FORWARD,
        on="private to public",
    ),
    Row(
        "forward_message",
        instead(PUBLIC_MEMBERS, ok=201),
        path=theirs("public"),
        body=FORWARD,
        on="public to public",
    ),
    Row(
        "forward_message",
        instead(MEMBERS, ok=201),
        path=theirs("public"),
        body=of(room=lambda cast: str(cast.private.id), client_id=lambda cast: str(new_id())),
        on="public to private",
    ),
    Row("pin_message", instead(MEMBERS, ok=204), path=theirs("private"), on="private"),
    Row("pin_message", instead(PUBLIC_MEMBERS, ok=204), path=theirs("public"), on="public"),
    Row("pin_message", instead(ONE_OF_PAIR, ok=204), path=theirs("direct"), on="direct"),
    Row("unpin_message", instead(MEMBERS, ok=204), path=theirs("private"), on="private"),
    Row("unpin_message", instead(PUBLIC_MEMBERS, ok=204), path=theirs("public"), on="public"),
    Row("list_pins", MEMBERS, path=room("private"), on="private"),
    Row("list_pins", SIGNED_IN, path=room("public"), on="public"),
    Row("list_removals", ROOM_ADMINS, path=room("private"), on="private"),
    Row("list_removals", PUBLIC_ADMINS, path=room("public"), on="public"),
    Row("save_message", instead(MEMBERS, ok=204), path=theirs("private"), on="private"),
    Row("save_message", instead(SIGNED_IN, ok=204), path=theirs("public"), on="public"),
    Row("unsave_message", instead(SIGNED_IN, ok=204), path=theirs("private"), on="private"),
    Row("unsave_message", instead(SIGNED_IN, ok=204), path=theirs("public"), on="public"),
    Row("list_saved", SIGNED_IN),
]
