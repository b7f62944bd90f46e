"""Whom to offer while someone types `@`: those most likely meant first."""

from collections.abc import Iterable, Sequence
from typing import Literal
from uuid import UUID

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.queries import to_person
from flowchat.chat.accounts.search import filter_by_words, find_users
from flowchat.chat.events.objects import Person
from flowchat.chat.events.snapshot import one_moment
from flowchat.chat.messaging.models import Message
from flowchat.chat.rooms.models import Membership
from flowchat.chat.text import fold
from flowchat.chat.wire import Wire

LIMIT = 20
_RECENT = 200
"""So many of the last messages say who is talking."""
_CANDIDATES = 200

Place = Literal["thread", "recent", "member", "outside"]
_ORDER: tuple[Place, ...] = ("thread", "recent", "member", "outside")


class Mentionable(Wire):
    """Someone who may be meant, and where they are: writing in this thread, lately in this room, or in it at all."""

    person: Person
    place: Place


class MentionablePeople(Wire):
    """Those who may be meant, the likeliest first. Who is `outside` would not see the message."""

    people: list[Mentionable]


def mentionable(member: Membership, *, search: str, thread: UUID | None) -> MentionablePeople:
    """Return the people to offer for what was typed so far, typos forgiven; without anything, who writes here."""
    with one_moment():
        lately = _lately(member, thread)
        found = list(dict.fromkeys([*_inside(member, search), *_anywhere(search)]))
        inside = _among(member, found)
    places: list[tuple[User, Place]] = [
        (user, lately.get(user.id, "member") if user.id in inside else "outside")
        for user in found
        if user.id != member.user_id
    ]
    ranks = {user_id: rank for rank, user_id in enumerate(lately)}
    begun = fold(search)
    places.sort(
        key=lambda one: (
            _ORDER.index(one[1]),
            ranks.get(one[0].id, len(ranks)),
            not one[0].search_key.startswith(begun),
            one[0].search_key,
        )
    )
    return MentionablePeople(
        people=[Mentionable(person=to_person(user), place=place) for user, place in places[:LIMIT]]
    )


def _lately(member: Membership, thread: UUID | None) -> dict[UUID, Place]:
    """Who wrote in the thread and then in the room, the latest first."""
    here = Message.objects.filter(room_id=member.room_id, deleted_at=None).order_by("-seq")
    writers: dict[UUID, Place] = {}
    if thread is not None:
        _note(writers, here.filter(thread_id=thread)[:_RECENT].values_list("author_id", flat=True), "thread")
        _note(writers, here.filter(id=thread).values_list("author_id", flat=True), "thread")
    _note(writers, here[:_RECENT].values_list("author_id", flat=True), "recent")
    return writers


def _note(writers: dict[UUID, Place], authors: Iterable[UUID], place: Place) -> None:
    for author in authors:
        writers.setdefault(author, place)


def _inside(member: Membership, search: str) -> Sequence[User]:
    members = User.objects.filter(memberships__room_id=member.room_id, is_active=True)
    return list(filter_by_words(members, search).order_by("search_key", "id")[:_CANDIDATES])


def _anywhere(search: str) -> Sequence[User]:
    return find_users(search, limit=LIMIT) if fold(search) else []


def _among(member: Membership, people: Sequence[User]) -> set[UUID]:
    rows = Membership.objects.filter(room_id=member.room_id, user__in=people)
    return set(rows.values_list("user_id", flat=True))
