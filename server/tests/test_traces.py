"""Golden traces: snapshots from the real queries before and after real events.

contract/traces/ holds them; the client's reducers must lead from `before` through `events` to `after`. When the
protocol changes on purpose, write them anew with `REWRITE_TRACES=1 pytest server/tests/test_traces.py`.
A `before` or `after` of null means that there is no snapshot: not yet, or no more.
"""

import json
import os
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import NotFound
from flowchat.chat.events.arrived import Announced
from flowchat.chat.events.bus import get_bus
from flowchat.chat.events.queries import backlog, heads_of
from flowchat.chat.events.streams import room_stream, user_stream
from flowchat.chat.events.types import Envelope, Event
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.access import viewer_of
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.queries import entry_of, members_of
from flowchat.chat.rooms.tests.factories import seat_of
from tests import trace_stories
from tests.trace_change_stories import CHANGE_STORIES
from tests.trace_file_stories import FILE_STORIES
from tests.trace_stories import Scene, Story, removed, set_scene
from tests.trace_thread_stories import THREAD_STORIES, arriving

STORIES = {**trace_stories.STORIES, **CHANGE_STORIES, **FILE_STORIES, **THREAD_STORIES}
TRACES = Path(__file__).parents[2] / "contract" / "traces"
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIMES = {
    "created_at": "2026-01-01T08:00:00.000Z",
    "joined_at": "2026-01-02T08:00:00.000Z",
    "sent_at": "2026-01-03T08:00:00.000Z",
    "at": "2026-01-04T08:00:00.000Z",
    "edited_at": "2026-01-05T08:00:00.000Z",
    "last_reply_at": "2026-01-06T08:00:00.000Z",
}
OTHER_STREAMS = {
    "room.joined",
    "room.left",
    "account.changed",
    "sessions.ended",
    "profile.changed",
    "community.changed",
    "draft.changed",
    "saved.changed",
    "emoji.added",
    "emoji.removed",
}
ALL = ("created", *STORIES, "arriving", "removed", "deleted")


@pytest.fixture
def scene(db: None) -> Scene:
    return set_scene()


def snapshot(user: User, room: Room) -> dict[str, Any] | None:
    """What this person would fetch now."""
    try:
        viewer = viewer_of(user, room.id)
    except NotFound:
        return None
    members = members_of(viewer)
    entry = entry_of(viewer)
    assert members.seq == entry.seq
    return {
        "entry": entry.model_dump(mode="json"),
        "members": [one.model_dump(mode="json") for one in members.members],
    }


def record(name: str, scene: Scene, before: Any, events: list[Envelope], after: Any) -> dict[str, Any]:
    """One trace, with ids and times that are the same every day."""
    trace = {
        "name": name,
        "stream": room_stream(scene.room.id),
        "me": str(scene.bob.id),
        "before": before,
        "events": [one.model_dump(mode="json") for one in events],
        "after": after,
    }
    stable: dict[str, Any] = json.loads(with_stable_ids(json.dumps(with_stable_times(trace))))
    return stable


def with_stable_times(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: with_stable_times(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_stable_times(inner) for inner in value]
    return value if value is None else TIMES.get(key, value)


def with_stable_ids(text: str) -> str:
    """Number ids in the order in which they appear."""
    known: dict[str, str] = {}
    return ID.sub(
        lambda found: known.setdefault(found[0], f"00000000-0000-7000-8000-{len(known) + 1:012d}"), text
    )


def compare(trace: dict[str, Any]) -> None:
    """Fail when the committed trace says something else; write it when asked to."""
    path = TRACES / f"{trace['name']}.json"
    text = json.dumps(trace, ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("REWRITE_TRACES"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", STORIES)
def test_a_story(name: str, scene: Scene) -> None:
    play(name, scene, STORIES[name])


def test_a_direct_chat(scene: Scene) -> None:
    scene.room = actions.start_conversation(starter=scene.alice, people=[scene.bob]).membership.room
    play("arriving", scene, arriving)


def play(name: str, scene: Scene, story: Story) -> None:
    """Let a story happen, and compare what Bob heard."""
    before = snapshot(scene.bob, scene.room)
    assert before is not None
    heard = heads_of([user_stream(scene.bob.id)])[user_stream(scene.bob.id)]
    story(scene)
    log = backlog(room_stream(scene.room.id), after=before["entry"]["seq"])
    after = snapshot(scene.bob, scene.room)
    assert after is not None
    assert log.events[-1].seq == after["entry"]["seq"]
    own = [one for one in backlog(user_stream(scene.bob.id), after=heard).events if is_reading(one)]
    events = sorted([*log.events, *own], key=lambda one: one.at)
    compare(record(name, scene, before, events, after))


def is_reading(envelope: Envelope) -> bool:
    """Is this about the person's own position: the one part of a room's entry that their own stream tells?"""
    return envelope.event.type == "reading.changed"


def test_the_beginning(scene: Scene) -> None:
    """From nothing: the whole log of a room leads to what its snapshot says."""
    log = backlog(room_stream(scene.room.id), after=0)
    compare(record("created", scene, None, log.events, snapshot(scene.bob, scene.room)))


def test_being_removed(db: None) -> None:
    scene = set_scene(RoomKind.PRIVATE)
    before = snapshot(scene.bob, scene.room)
    assert before is not None
    removed(scene)
    log = backlog(room_stream(scene.room.id), after=before["entry"]["seq"])
    after = snapshot(scene.bob, scene.room)
    assert after is None
    compare(record("removed", scene, before, log.events, after))


def test_the_end(scene: Scene, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    before = snapshot(scene.bob, scene.room)
    heard: list[Announced] = []
    stop = get_bus().listen(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.delete_room(owner=seat_of(scene.alice, scene.room), confirm=scene.room.name)
    finally:
        stop()
    stream = room_stream(scene.room.id)
    events = [one for one in heard if isinstance(one, Envelope) and one.stream == stream]
    compare(record("deleted", scene, before, events, snapshot(scene.bob, scene.room)))


def test_every_event_of_a_room_has_its_trace() -> None:
    traces = [json.loads((TRACES / f"{name}.json").read_text(encoding="utf-8")) for name in ALL]
    traced = {envelope["event"]["type"] for trace in traces for envelope in trace["events"]}
    union = get_args(get_args(Event)[0])
    everything = {one.model_fields["type"].default for one in union}
    assert traced == everything - OTHER_STREAMS
    assert {path.stem for path in TRACES.glob("*.json")} == set(ALL)
