"""What everyone may do: one row for each endpoint and kind of thing it is used on.

The columns are PERSONAS of matrix_cast: owner, admin, member, outsider, operator, removed, signed out, garbage.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flowchat.chat.accounts.actions.links import make_reset_link
from flowchat.chat.accounts.tokens import seal_invite
from flowchat.chat.emoji.models import CustomEmoji
from flowchat.chat.emoji.tests.pictures import encoded, png
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.models import Room
from tests.matrix_cast import PASSWORD, Cast

Maker = Callable[[Cast], Any]
Statuses = tuple[int, int, int, int, int, int, int, int]

EVERYONE: Statuses = (200, 200, 200, 200, 200, 200, 200, 200)
SIGNED_IN: Statuses = (200, 200, 200, 200, 200, 200, 401, 401)
ADMINS: Statuses = (200, 200, 403, 403, 200, 403, 401, 401)
"""Who runs the server; the right of the room doesn't count."""
MEMBERS: Statuses = (200, 200, 200, 404, 404, 404, 401, 401)
"""Running the server opens no private room."""
ROOM_ADMINS: Statuses = (200, 200, 403, 404, 404, 404, 401, 401)
ROOM_OWNER: Statuses = (200, 403, 403, 404, 404, 404, 401, 401)
PUBLIC_MEMBERS: Statuses = (200, 200, 200, 403, 403, 403, 401, 401)
PUBLIC_ADMINS: Statuses = (200, 200, 403, 403, 403, 403, 401, 401)
PUBLIC_OWNER: Statuses = (200, 403, 403, 403, 403, 403, 401, 401)
ONE_OF_PAIR: Statuses = (404, 404, 200, 404, 404, 404, 401, 401)
NOBODY: Statuses = (404, 404, 404, 404, 404, 404, 401, 401)
DEAD_LINK: Statuses = (404,) * 8
SWITCHED_OFF: Statuses = (404,) * 8
"""What belongs to a mode that this server is not in."""


def instead(statuses: Statuses, **changes: int) -> Statuses:
    """Return the statuses with 200 and others replaced: `ok=201`, or one persona's by name."""
    from tests.matrix_cast import PERSONAS

    ok = changes.pop("ok", 200)
    changed = [ok if status == 200 else status for status in statuses]
    for persona, status in changes.items():
        changed[PERSONAS.index(persona)] = status
    one, two, three, four, five, six, seven, eight = changed
    return (one, two, three, four, five, six, seven, eight)


@dataclass(frozen=True)
class Row:
    """One endpoint, used on one kind of thing by everyone."""

    operation: str
    statuses: Statuses
    path: Maker = field(default=lambda cast: {})
    query: Maker = field(default=lambda cast: {})
    body: Maker = field(default=lambda cast: None)
    headers: Maker = field(default=lambda cast: {})
    content: tuple[bytes, str] | None = None
    """A body that isn't JSON, and its type."""
    on: str = ""

    def __str__(self) -> str:
        return f"{self.operation}-{self.on}".strip("-")


def room(kind: str) -> Maker:
    """Name a room of the cast in the path."""
    return lambda cast: {"room_id": _room(cast, kind).id}


def room_and_subject(kind: str) -> Maker:
    """Name a room and the member whom others act on."""
    return lambda cast: {"room_id": _room(cast, kind).id, "user_id": cast.subject.id}


def of(**fields: object) -> Maker:
    """Return a body or query of fixed fields; functions are asked with the cast."""
    return lambda cast: {name: value(cast) if callable(value) else value for name, value in fields.items()}


def _room(cast: Cast, kind: str) -> Room:
    found: Room = getattr(cast, kind)
    return found


def subject_id(cast: Cast) -> str:
    """Return the subject's id."""
    return str(cast.subject.id)


def subject_session(cast: Cast) -> dict[str, object]:
    """Name the subject's own session in the path."""
    return {"session_id": cast.sessions["subject"].id}


def reset_token(cast: Cast) -> str:
    """Return a working reset link's token."""
    return make_reset_link(cast.subject).token


def invite_token(cast: Cast) -> str:
    """Return a working invite's token."""
    return seal_invite(cast.invite_id())


def emoji_id(cast: Cast) -> dict[str, object]:
    """Name one of the server's own emoji in the path."""
    return {"emoji_id": CustomEmoji.objects.create(name="heron", picture=png()).id}


ACCOUNT_ROWS = [
    Row("get_community", EVERYONE),
    Row("look_at_setup_link", DEAD_LINK, path=of(token="x" * 43)),
    Row(
        "set_up_server",
        DEAD_LINK,
        body=of(
            token="x" * 43,
            community_name="Ours",
            name="Mallory",
            username="mallory",
            email="m@example.org",
            password=PASSWORD,
            room_name="Den",
        ),
    ),
    Row("sign_in", EVERYONE, body=of(login="subject@example.org", password=PASSWORD)),
    Row("sign_in", (401,) * 8, body=of(login="subject", password="not this one"), on="wrong password"),
    Row("refresh_session", SIGNED_IN),
    Row("sign_out", instead(EVERYONE, ok=204)),
    Row("sign_out_everywhere", instead(SIGNED_IN, ok=204)),
    Row("list_sessions", SIGNED_IN),
    Row("end_session", NOBODY, path=subject_session, on="someone else's"),
    Row("change_password", SIGNED_IN, body=of(current_password=PASSWORD, new_password="seven brass kettles")),
    Row(
        "register",
        instead(EVERYONE, ok=201),
        body=of(
            name="Nora", username="nora", email="nora@example.org", password=PASSWORD, invite=invite_token
        ),
    ),
    Row(
        "register",
        (403,) * 8,
        body=of(name="Nora", username="nora", email="nora@example.org", password=PASSWORD, invite=None),
        on="no invite",
    ),
    Row("look_at_invite", EVERYONE, path=of(key=invite_token)),
    Row("identify_firebase_token", SWITCHED_OFF, body=of(id_token="a.b.c")),
    Row("look_at_reset_link", EVERYONE, path=of(token=reset_token)),
    Row("reset_password", EVERYONE, body=of(token=reset_token, new_password="seven brass kettles")),
    Row("mail_reset_link", DEAD_LINK, body=of(login="subject"), on="no mail"),
    Row("bootstrap", SIGNED_IN),
    Row("get_me", SIGNED_IN),
    Row("change_profile", SIGNED_IN, body=of(about="Here and there")),
    Row("find_people", SIGNED_IN, query=of(search="sub")),
    Row("get_person", SIGNED_IN, path=lambda cast: {"user_id": cast.subject.id}),
    Row("change_community", ADMINS, body=of(name="Harbour Street")),
    Row("list_accounts", ADMINS),
    Row("list_emoji", SIGNED_IN),
    Row("add_emoji", instead(ADMINS, ok=201), body=of(name="parrot", picture=encoded(png()))),
    Row("remove_emoji", instead(ADMINS, ok=204), path=emoji_id),
    Row("get_emoji_picture", EVERYONE, path=emoji_id),
    Row("change_account", ADMINS, path=of(user_id=subject_id), body=of(active=False)),
    Row("create_reset_link", instead(ADMINS, ok=201), path=of(user_id=subject_id)),
    Row(
        "create_reset_link",
        instead(ADMINS, ok=201, admin=403, operator=403),
        path=lambda cast: {"user_id": cast.people["owner"].id},
        on="the owner",
    ),
    Row(
        "change_account",
        instead(ADMINS, admin=403, operator=403),
        path=of(user_id=subject_id),
        body=of(role="admin"),
        on="make an admin",
    ),
    Row("list_invites", SIGNED_IN),
    Row("create_invite", instead(SIGNED_IN, ok=201), body=of(expires_in_hours=1, use_limit=1, note="")),
    Row(
        "revoke_invite",
        instead(ADMINS, ok=204, member=404, outsider=404, removed=404),
        path=of(key=lambda cast: str(cast.invite_id())),
    ),
]

ROOM_ROWS = [
    Row("browse_rooms", SIGNED_IN, query=of(browse="public")),
    Row("create_room", instead(SIGNED_IN, ok=201), body=of(kind="private", name="Attic")),
    Row(
        "start_conversation",
        instead(SIGNED_IN, ok=201, member=200),
        body=of(user_ids=lambda cast: [subject_id(cast)]),
    ),
    Row("get_room", MEMBERS, path=room("private"), on="private"),
    Row("get_room", SIGNED_IN, path=room("public"), on="public"),
    Row("get_room", ONE_OF_PAIR, path=room("direct"), on="direct"),
    Row("update_room", ROOM_ADMINS, path=room("private"), body=of(name="Quay"), on="private"),
    Row("update_room", PUBLIC_ADMINS, path=room("public"), body=of(name="Quay"), on="public"),
    Row(
        "delete_room",
        instead(ROOM_OWNER, ok=204),
        path=room("private"),
        body=of(confirm="Pier"),
        on="private",
    ),
    Row(
        "delete_room",
        instead(PUBLIC_OWNER, ok=204),
        path=room("public"),
        body=of(confirm="Pier"),
        on="public",
    ),
    Row("join_room", MEMBERS, path=room("private"), on="private"),
    Row("join_room", SIGNED_IN, path=room("public"), on="public"),
    Row("leave_room", instead(MEMBERS, ok=204, owner=409), path=room("private"), on="private"),
    Row("leave_room", instead(PUBLIC_MEMBERS, ok=204, owner=409), path=room("public"), on="public"),
    Row("list_members", MEMBERS, path=room("private"), on="private"),
    Row("list_members", SIGNED_IN, path=room("public"), on="public"),
    Row("list_members", ONE_OF_PAIR, path=room("direct"), on="direct"),
    Row(
        "add_members",
        instead(ROOM_ADMINS, ok=201),
        path=room("private"),
        body=of(user_ids=lambda cast: [str(cast.newcomer.id)]),
        on="private",
    ),
    Row(
        "add_members",
        instead(PUBLIC_MEMBERS, ok=201),
        path=room("public"),
        body=of(user_ids=lambda cast: [str(cast.newcomer.id)]),
        on="public",
    ),
    Row(
        "add_members",
        instead(ONE_OF_PAIR, member=409),
        path=room("direct"),
        body=of(user_ids=lambda cast: [str(cast.newcomer.id)]),
        on="direct",
    ),
    Row("change_role", ROOM_ADMINS, path=room_and_subject("private"), body=of(role="admin"), on="private"),
    Row("change_role", PUBLIC_ADMINS, path=room_and_subject("public"), body=of(role="admin"), on="public"),
    Row("change_role", ROOM_OWNER, path=room_and_subject("private"), body=of(role="owner"), on="to owner"),
    Row("remove_member", instead(ROOM_ADMINS, ok=204), path=room_and_subject("private"), on="private"),
    Row("remove_member", instead(PUBLIC_ADMINS, ok=204), path=room_and_subject("public"), on="public"),
    Row(
        "hand_over_room",
        instead(ROOM_OWNER, ok=204),
        path=room("private"),
        body=of(user_id=subject_id),
        on="private",
    ),
    Row(
        "hand_over_room",
        instead(PUBLIC_OWNER, ok=204),
        path=room("public"),
        body=of(user_id=subject_id),
        on="public",
    ),
    Row("mark_read", MEMBERS, path=room("private"), body=of(seq=1), on="private"),
    Row("mark_read", PUBLIC_MEMBERS, path=room("public"), body=of(seq=1), on="public"),
]


def draft(kind: str) -> Maker:
    """Return a message to a room of the cast."""
    return lambda cast: {"room": str(_room(cast, kind).id), "client_id": str(new_id()), "text": "Ahoy"}


def in_room(kind: str) -> Maker:
    """Name a room in the query."""
    return lambda cast: {"room": str(_room(cast, kind).id)}


def stream(kind: str) -> Maker:
    """Name a room's stream in the query."""
    return lambda cast: {"stream": f"room.{_room(cast, kind).id}", "after": 0}


def begun(kind: str) -> Maker:
    """Return the beginning of a message to a room of the cast."""
    return lambda cast: {
        "room": str(_room(cast, kind).id),
        "thread": None,
        "text": "Dear",
        "reply_to": None,
        "version": 1,
    }


def reaction(kind: str, emoji: str = "%F0%9F%91%8D") -> Maker:
    """Name the subject's message in a room, and an emoji, in the path."""
    return lambda cast: {"message_id": _message(cast, kind).id, "emoji": emoji}


def _message(cast: Cast, kind: str) -> Message:
    return Message.objects.filter(room=_room(cast, kind), author=cast.subject).latest("seq")


MESSAGE_ROWS = [
    Row("add_reaction", MEMBERS, path=reaction("private"), on="private"),
    Row("add_reaction", PUBLIC_MEMBERS, path=reaction("public"), on="public"),
    Row(
        "add_reaction",
        instead(MEMBERS, ok=400),
        path=reaction("private", emoji=":unknown:"),
        on="unknown emoji",
    ),
    Row("remove_reaction", MEMBERS, path=reaction("private"), on="private"),
    Row("remove_reaction", PUBLIC_MEMBERS, path=reaction("public"), on="public"),
    Row("list_drafts", SIGNED_IN),
    Row("keep_draft", MEMBERS, body=begun("private"), on="private"),
    Row("keep_draft", PUBLIC_MEMBERS, body=begun("public"), on="public"),
    Row("list_mentionable", MEMBERS, path=room("private"), on="private"),
    Row("list_mentionable", PUBLIC_MEMBERS, path=room("public"), on="public"),
    Row("check_mentions", MEMBERS, path=room("private"), body=of(text="@here"), on="private"),
    Row("check_mentions", PUBLIC_MEMBERS, path=room("public"), body=of(text="@here"), on="public"),
    Row("send_message", instead(MEMBERS, ok=201), body=draft("private"), on="private"),
    Row("send_message", instead(PUBLIC_MEMBERS, ok=201), body=draft("public"), on="public"),
    Row("send_message", instead(ONE_OF_PAIR, ok=201), body=draft("direct"), on="direct"),
    Row("list_messages", MEMBERS, query=in_room("private"), on="private"),
    Row("list_messages", SIGNED_IN, query=in_room("public"), on="public"),
    Row("list_messages", ONE_OF_PAIR, query=in_room("direct"), on="direct"),
    Row("sync", MEMBERS, query=stream("private"), on="private"),
    Row("sync", MEMBERS, query=stream("public"), on="public"),
    Row("sync", ONE_OF_PAIR, query=stream("direct"), on="direct"),
    Row("sync", SIGNED_IN, query=of(stream="community", after=0), on="community"),
    Row(
        "sync",
        NOBODY,
        query=lambda cast: {"stream": f"user.{cast.subject.id}", "after": 0},
        on="someone else's",
    ),
]


def day_in(kind: str) -> Maker:
    """Name a room and a day in the query."""
    return lambda cast: {"room": str(_room(cast, kind).id), "date": "2026-01-31"}


SEARCH_ROWS = [
    Row("search_messages", SIGNED_IN, query=of(q="hello")),
    Row(
        "search_messages",
        SIGNED_IN,
        query=lambda cast: {"q": f"hello in:{cast.private.id}"},
        on="a private room",
    ),
    Row("search_messages", instead(SIGNED_IN, ok=400), query=of(q="hello", cursor="x"), on="garbled cursor"),
    Row("find_day", MEMBERS, query=day_in("private"), on="private"),
    Row("find_day", SIGNED_IN, query=day_in("public"), on="public"),
    Row("find_day", ONE_OF_PAIR, query=day_in("direct"), on="direct"),
]


def root(kind: str) -> Maker:
    """Name the subject's message in a room as the root of a thread."""
    return lambda cast: {"root_id": _message(cast, kind).id}


def _for_each(
    operation: str, *, ok: int = 200, body: Maker | None = None, of_room: bool = False
) -> list[Row]:
    """Return the rows of something that members may do, in a private and a public room."""
    place, said = room if of_room else root, body or of()
    return [
        Row(operation, instead(MEMBERS, ok=ok), path=place("private"), body=said, on="private"),
        Row(operation, instead(PUBLIC_MEMBERS, ok=ok), path=place("public"), body=said, on="public"),
    ]


READING_ROWS = [
    *_for_each("mark_unread", body=of(seq=1), of_room=True),
    *_for_each("change_room_settings", body=of(muted=True), of_room=True),
    *_for_each("mark_delivered", ok=409, body=of(seq=1), of_room=True),
    Row("mark_delivered", instead(ONE_OF_PAIR, ok=204), path=room("direct"), body=of(seq=1), on="direct"),
    Row("mark_everything_read", SIGNED_IN),
    Row(
        "set_positions",
        SIGNED_IN,
        body=lambda cast: {
            "rooms": [{"room_id": str(cast.private.id), "last_read_seq": 1, "threads_read_seq": 1}]
        },
    ),
    Row("list_threads", SIGNED_IN),
    Row("list_threads", SIGNED_IN, query=in_room("private"), on="private"),
    Row("get_thread", MEMBERS, path=root("private"), on="private"),
    Row("get_thread", SIGNED_IN, path=root("public"), on="public"),
    *_for_each("read_thread", body=of(seq=1)),
    *_for_each("follow_thread"),
    *_for_each("unfollow_thread"),
    *_for_each("resolve_thread"),
    *_for_each("reopen_thread"),
]

ROWS = [*ACCOUNT_ROWS, *ROOM_ROWS, *MESSAGE_ROWS, *SEARCH_ROWS, *READING_ROWS]
