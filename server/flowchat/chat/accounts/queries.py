"""Reading accounts. What leaves here is a wire object or a plain list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Max, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.utils import timezone

from flowchat.chat.accounts import models, wire
from flowchat.chat.accounts.models import AccountRole, Invite, OneTimeLink, Session, User
from flowchat.chat.accounts.ports import LINKED_TOKEN_LIFETIME
from flowchat.chat.accounts.search import filter_by_words, find_users
from flowchat.chat.accounts.tokens import seal_invite
from flowchat.chat.events.objects import Community, Me, Person, Preferences
from flowchat.config.firebase import Firebase

ACCOUNTS_LIMIT = 50
UNNAMED = "FlowChat"
"""What a server is called before its owner named it."""


def to_person(user: User) -> Person:
    """Return what every account may know of this one."""
    return Person.model_validate(_person_fields(user))


def to_me(user: User) -> Me:
    """Return an account as its own person sees it."""
    return Me.model_validate(
        {
            **_person_fields(user),
            "email": user.email,
            "role": user.role,
            "language": user.language,
            "preferences": preferences_of(user),
            "created_at": user.created_at,
        }
    )


def _person_fields(user: User) -> dict[str, object]:
    return {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "about": user.about,
        "time_zone": user.time_zone,
        "active": user.is_active,
        "picture_id": user.picture_id,
        "revision": user.revision,
    }


def preferences_of(user: User) -> Preferences:
    """Return someone's choices."""
    return as_preferences(user.preferences)


def as_preferences(kept: Mapping[str, Any]) -> Preferences:
    """Read choices. Keys of another version of FlowChat are left out: they are no error of their owner."""
    known = {key: value for key, value in kept.items() if key in Preferences.model_fields}
    return Preferences.model_validate(known)


def community() -> Community:
    """Return the server's name and what its admins have decided."""
    return read_community(list(told_community()))


def told_community() -> QuerySet[models.Community, Any]:
    """Find what `read_community` reads, to be asked for with something else."""
    told = JSONObject(**{name: name for name in Community.model_fields})
    return models.Community.objects.order_by("id")[:1].values_list(told, flat=True)


def read_community(found: Sequence[Mapping[str, object]]) -> Community:
    """Return what is told of the server; its defaults while nobody has decided anything."""
    if found:
        return Community.model_validate(found[0])
    row = models.Community(name=UNNAMED)
    return Community.model_validate({name: getattr(row, name) for name in Community.model_fields})


def firebase_config() -> wire.FirebaseConfig | None:
    """Return what a client hands to Google's SDK; None when Firebase mode is off."""
    config: Firebase | None = settings.FIREBASE
    if config is None:
        return None
    return wire.FirebaseConfig(
        web=dict(config.web),
        database_url=config.database_url,
        emulators=wire.FirebaseEmulators.model_validate(asdict(config.emulators))
        if config.emulators
        else None,
    )


TRADED_BY = LINKED_TOKEN_LIFETIME + timedelta(minutes=1)
"""When after a sign-out no token from before it can be traded any more. A minute is for clocks that disagree."""


def valid_since(user_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return for each person the Unix second from which a sign-in with a linked service counts: that of the last
    sign-out anywhere, or of a session's end for want of use. It ends all of a person's sign-ins there; devices still
    signed in here renew theirs.

    Such a service dates a sign-in from when a token was traded for it. A token that was stolen before the sign-out may
    be traded after it, until it expires; so the moment moves on to when that time is over (see `sign_ins_ended`).
    """
    rows = _ends(timezone.now()).filter(user_id__in=list(user_ids))
    return {
        user_id: int(at.timestamp())
        for user_id, at in rows.values_list("user_id").annotate(last=Max("moment")).order_by()
    }


def sign_ins_ended(*, after: datetime, until: datetime) -> set[UUID]:
    """Return for whom `valid_since` moved on between two moments by the mere passing of time."""
    unused = Q(ended_at=None, expires_at__gt=after, expires_at__lte=until)
    traded = Q(ended_at__gt=after - TRADED_BY, ended_at__lte=until - TRADED_BY)
    return set(Session.objects.filter(unused | traded).values_list("user_id", flat=True))


def _ends(now: datetime) -> QuerySet[Session]:
    """Return the sessions that are over, each with the `moment` from which sign-ins with a linked service count."""
    late = ExpressionWrapper(F("ended_at") + Value(TRADED_BY), DateTimeField())
    moment = Case(
        When(ended_at=None, then=F("expires_at")),
        When(ended_at__lte=now - TRADED_BY, then=late),
        default=F("ended_at"),
    )
    return Session.objects.filter(Q(ended_at__isnull=False) | Q(expires_at__lte=now)).annotate(moment=moment)


def needs_setup() -> bool:
    """Is there nobody yet who owns this server?"""
    return not active_owners().exists()


def active_owners() -> QuerySet[User]:
    """Return those who own the server and can sign in."""
    return User.objects.filter(role=AccountRole.OWNER, is_active=True)


def people_by_id(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return the people with these ids, deactivated ones too; unknown ids are left out."""
    return {user.id: to_person(user) for user in User.objects.filter(id__in=list(ids))}


def find_people(search: str, *, limit: int = 20) -> list[Person]:
    """Return active people by name, username or whole e-mail address, the best first (`search.find_users`)."""
    return [to_person(user) for user in find_users(search, limit=limit)]


def sessions_of(user: User, *, current: UUID) -> list[wire.Session]:
    """Return the places where this person is signed in, the last used first."""
    rows = Session.objects.filter(user=user, ended_at=None, expires_at__gt=timezone.now())
    return [
        wire.Session(
            id=row.id,
            device=row.device,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            current=row.id == current,
        )
        for row in rows.order_by("-last_used_at", "id")
    ]


def invites_for(user: User, *, base_url: str) -> list[wire.Invite]:
    """Return the invites this person may see, newest first: their own, or all for who runs the server."""
    rows = Invite.objects.select_related("created_by")
    if not user.runs_server:
        rows = rows.filter(created_by=user)
    return [to_invite(row, base_url=base_url) for row in rows.order_by("-created_at", "-id")]


def to_invite(invite: Invite, *, base_url: str) -> wire.Invite:
    """Return an invite with its link, which starts with `base_url`."""
    return wire.Invite(
        id=invite.id,
        url=f"{base_url}/join/{seal_invite(invite.id)}",
        created_by=invite.created_by_id,
        created_at=invite.created_at,
        expires_at=invite.expires_at,
        use_limit=invite.use_limit,
        uses=invite.uses,
        note=invite.note,
        active=invite.works_at(timezone.now()),
    )


def accounts(*, search: str = "", before: UUID | None = None) -> list[wire.Account]:
    """Return accounts for who runs the server, newest first, at most ACCOUNTS_LIMIT; `before` is the last id seen.

    Unlike everyone's search this one also finds parts of addresses: its readers may see them anyway.
    """
    rows = User.objects.all()
    if search.strip():
        rows = filter_by_words(rows, search) | rows.filter(email__contains=search.strip().lower())
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [to_account(user) for user in with_last_use(rows).order_by("-id")[:ACCOUNTS_LIMIT]]


def account(user_id: UUID) -> wire.Account:
    """Return one account for who runs the server."""
    return to_account(with_last_use(User.objects.all()).get(id=user_id))


def with_last_use(rows: QuerySet[User]) -> QuerySet[User]:
    """Let each account carry `last_used_at`: when one of its sessions last asked for a new access token."""
    return rows.annotate(last_used_at=Max("sessions__last_used_at"))


def to_account(user: User) -> wire.Account:
    """Return an account as who runs the server sees it; the row comes from `with_last_use`."""
    return wire.Account.model_validate(
        {
            **_person_fields(user),
            "email": user.email,
            "role": user.role,
            "created_at": user.created_at,
            # Who hides it hides it from those who run the server, too.
            "last_seen_at": getattr(user, "last_used_at", None)
            if preferences_of(user).show_last_seen
            else None,
        }
    )


def open_links(purpose: OneTimeLink.Purpose) -> QuerySet[OneTimeLink]:
    """Return the one-time links that still work."""
    return OneTimeLink.objects.filter(purpose=purpose, used_at=None, expires_at__gt=timezone.now())
