"""What the mirror tells of people: in Firestore and in the Realtime Database, and what their sign-ins are worth."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from firebase_admin import auth

from flowchat.chat.accounts import queries
from flowchat.chat.accounts.actions.sessions import end_sessions, start_session
from flowchat.chat.accounts.models import Session, User
from flowchat.chat.adapters.firebase.app import firebase_app
from flowchat.chat.mirroring.keeping import compare_everything, fill_everything
from flowchat.chat.mirroring.lanes import PeopleLane
from flowchat.chat.mirroring.tests.glass import Glass
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, make_person


def told(glass: Glass, user: User) -> object:
    """What both databases say; fails when they don't agree."""
    here, there = glass.window.one(f"people/{user.id}"), glass.window.database(user.id)
    assert here == there
    return here


def end(user: User) -> int:
    """Sign someone out everywhere; returns when that was, in whole seconds."""
    start_session(user=user, device="Tests")
    end_sessions(user_id=user.id)
    ended = Session.objects.filter(user=user).latest("ended_at").ended_at
    assert ended is not None
    return int(ended.timestamp())


def test_everyone_is_told_of_also_without_any_event(glass: Glass, cast: Cast) -> None:
    glass.greet()
    assert told(glass, cast.carol) == {"active": True, "valid_since": 0}
    newcomer = make_person("Nina")
    glass.greet()
    assert told(glass, newcomer) == {"active": True, "valid_since": 0}
    assert not glass.people.round()


def test_the_end_of_a_session_makes_earlier_sign_ins_worthless(glass: Glass, cast: Cast) -> None:
    glass.greet()
    ended = end(cast.bob)
    Session.objects.filter(user=cast.bob).update(ended_at=timezone.now() - timedelta(days=1))
    latest = end(cast.bob)
    assert latest >= ended
    glass.greet()
    assert told(glass, cast.bob) == {"active": True, "valid_since": latest}


def test_what_was_traded_after_a_sign_out_is_worthless_too(
    glass: Glass, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token that was stolen before it can be traded until it expires, which Google takes for a sign-in after it."""
    auth.create_user(uid=str(cast.bob.id), app=firebase_app())
    ended = end(cast.bob)
    glass.greet()
    assert told(glass, cast.bob) == {"active": True, "valid_since": ended}
    traded = auth.get_user(str(cast.bob.id), app=firebase_app()).tokens_valid_after_timestamp
    # Only from here on: on a slow machine the time would be over before the first look.
    monkeypatch.setattr(queries, "TRADED_BY", timedelta(seconds=2))
    time.sleep(2.1)
    glass.people.round()
    assert told(glass, cast.bob) == {"active": True, "valid_since": ended + 2}
    assert auth.get_user(str(cast.bob.id), app=firebase_app()).tokens_valid_after_timestamp > traded
    before = glass.window.everything()
    glass.people.round()
    PeopleLane(glass.target).round()
    assert glass.window.everything() == before, "told again after a start, it changes nothing"


def test_a_session_that_ends_for_want_of_use_ends_sign_ins_too(glass: Glass, cast: Cast) -> None:
    glass.greet()
    session = start_session(user=cast.bob, device="Tests")
    over = timezone.now()
    Session.objects.filter(id=session.id).update(expires_at=over)
    glass.people.round()
    assert told(glass, cast.bob) == {"active": True, "valid_since": int(over.timestamp())}


def test_the_end_of_a_session_ends_what_firebase_can_renew(glass: Glass, cast: Cast) -> None:
    app = firebase_app()
    for one in (cast.bob, cast.carol):
        auth.create_user(uid=str(one.id), app=app)
    glass.greet()
    before = auth.get_user(str(cast.bob.id), app=app).tokens_valid_after_timestamp
    others = auth.get_user(str(cast.carol.id), app=app).tokens_valid_after_timestamp
    time.sleep(1.1)  # Firebase counts this in whole seconds
    end(cast.bob)
    end(cast.alice)  # never signed in to Firebase: nothing to end there, and no error
    glass.greet()
    assert auth.get_user(str(cast.bob.id), app=app).tokens_valid_after_timestamp > before
    assert auth.get_user(str(cast.carol.id), app=app).tokens_valid_after_timestamp == others


def test_who_is_deactivated_is_told_as_that(glass: Glass, cast: Cast) -> None:
    cast.alice.role = "owner"
    cast.alice.save(update_fields=["role"])
    glass.greet()
    answered = client_of(cast.alice).patch(f"/api/accounts/{cast.bob.id}/", {"active": False}, format="json")
    assert answered.status_code == 200
    glass.greet()
    assert told(glass, cast.bob) == {"active": False, "valid_since": 0}
    assert told(glass, cast.alice) == {"active": True, "valid_since": 0}


def test_a_sign_out_of_long_ago_is_remembered_there_alone(glass: Glass, cast: Cast) -> None:
    end(cast.bob)
    Session.objects.filter(user=cast.bob).update(ended_at=timezone.now() - timedelta(days=31))
    glass.greet()
    before = told(glass, cast.bob)
    start_session(user=cast.bob, device="Tests")
    assert not Session.objects.filter(user=cast.bob, ended_at__isnull=False).exists()
    glass.catch_up()
    assert compare_everything(glass.target).differences == []
    fill_everything([glass.rooms, glass.people], lambda lag: None)
    assert told(glass, cast.bob) == before
