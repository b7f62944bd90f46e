"""The people of the permission matrix, and the things they try their rights on."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.test import Client

from flowchat.chat.accounts.actions.invites import create_invite
from flowchat.chat.accounts.actions.sessions import start_session
from flowchat.chat.accounts.models import AccountRole, Community, Session, User
from flowchat.chat.accounts.tokens import make_access_token, seal_refresh
from flowchat.chat.rooms.actions import change_role, remove_member, start_conversation
from flowchat.chat.rooms.models import Room, RoomKind, RoomRole
from flowchat.chat.rooms.tests.factories import make_person, make_room, say, seat_of

PERSONAS = ("owner", "admin", "member", "outsider", "operator", "removed", "signed_out", "garbage")
"""Owner, admin and member of the room are the same of the server. The operator is an admin of the server who is
not in the room; the removed one was. Nobody is signed in as the last two; the last sends a token that is none."""
PASSWORD = "correct horse battery"


@cache
def password_hash() -> str:
    """Argon2 is slow on purpose, so it is asked once."""
    return make_password(PASSWORD)


@dataclass
class Cast:
    """Everyone, with what rows of the matrix name in their paths and bodies."""

    people: dict[str, User]
    subject: User
    """A member of all three rooms on whom others act."""
    newcomer: User
    private: Room
    public: Room
    direct: Room
    """Between the persona `member` and the subject."""
    sessions: dict[str, Session]

    def client(self, persona: str) -> Client:
        """Return a client that sends what this persona's browser would."""
        if persona == "garbage":
            return Client(headers={"Authorization": "Bearer not.a.token"})
        if persona == "signed_out":
            return Client()
        session = self.sessions[persona]
        token, _ = make_access_token(user_id=session.user_id, session_id=session.id)
        client = Client(headers={"Authorization": f"Bearer {token}"})
        client.cookies["flowchat_refresh"] = seal_refresh(session.id, session.generation)
        return client

    def invite_id(self) -> UUID:
        """Return an invite that the subject made."""
        return create_invite(by=self.subject, expires_in_hours=None, use_limit=None, note="").id


def make_cast() -> Cast:
    """Make everyone through the real actions."""
    Community.objects.update_or_create(id=1, defaults={"name": "Harbour", "registration": "invite"})
    roles = {"owner": AccountRole.OWNER, "admin": AccountRole.ADMIN, "operator": AccountRole.ADMIN}
    names = (*PERSONAS[:6], "subject", "newcomer")
    people = {name: person(name, role=roles.get(name, AccountRole.MEMBER)) for name in names}
    subject, newcomer = people.pop("subject"), people.pop("newcomer")
    inside = [people[name] for name in ("admin", "member", "removed")]
    rooms = {
        kind: make_room(people["owner"], *inside, subject, kind=kind, name="Pier")
        for kind in (RoomKind.PRIVATE, RoomKind.PUBLIC)
    }
    for room in rooms.values():
        owner = seat_of(people["owner"], room)
        change_role(changer=owner, user_id=people["admin"].id, role=RoomRole.ADMIN)
        remove_member(remover=owner, user_id=people["removed"].id)
        say(subject, room, "Hello")
    sessions = {
        name: start_session(user=user, device="a test")
        for name, user in {**people, "subject": subject}.items()
    }
    return Cast(
        people=people,
        subject=subject,
        newcomer=newcomer,
        private=rooms[RoomKind.PRIVATE],
        public=rooms[RoomKind.PUBLIC],
        direct=start_conversation(starter=people["member"], people=[subject]).membership.room,
        sessions=sessions,
    )


def person(name: str, **fields: Any) -> User:
    """Make an account that can sign in with PASSWORD."""
    user = make_person(name.title(), email=f"{name}@example.org", **fields)
    User.objects.filter(id=user.id).update(password=password_hash())
    user.refresh_from_db()
    return user
