"""Filling a project and comparing both sides."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from flowchat.chat.events.models import LoggedEvent
from flowchat.chat.events.streams import room_stream
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.tests.changes import make_deletion, make_edit
from flowchat.chat.mirroring import filling, keeping
from flowchat.chat.mirroring.keeping import compare_everything, fill_everything
from flowchat.chat.mirroring.lag import Lag, lag_of
from flowchat.chat.mirroring.models import Position
from flowchat.chat.mirroring.tests.glass import Glass
from flowchat.chat.rooms.actions import delete_room, mark_read, remove_member
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import make_person, make_room, say, seat_of


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pages, so that a few messages are several; and nobody else is at work to wait for."""
    monkeypatch.setattr(filling, "PAGE", 3)
    monkeypatch.setattr(keeping, "_BETWEEN_LOOKS", 0.0)


def fill(glass: Glass) -> list[Lag]:
    told: list[Lag] = []
    fill_everything([glass.rooms, glass.people], told.append)
    return told


def differences(glass: Glass) -> list[str]:
    return [" ".join(str(one).split()) for one in compare_everything(glass.target).differences]


def make_history(cast: Cast) -> None:
    said = [say(cast.alice, cast.room, f"Number {number}") for number in range(8)]
    make_edit(cast.alice, said[1], "Edited")
    make_deletion(cast.alice, said[2])
    mark_read(reader=seat_of(cast.bob, cast.room), seq=said[6].seq)


def test_a_project_that_was_never_told_anything_is_filled(glass: Glass, cast: Cast) -> None:
    make_history(cast)
    told = fill(glass)
    assert told[-1].nothing_left
    assert told[-1].streams > 0
    assert len(glass.window.messages(cast.room)) == 8
    assert differences(glass) == []


def test_an_emptied_project_is_seen_and_filled(glass: Glass, cast: Cast) -> None:
    make_history(cast)
    glass.catch_up()
    glass.greet()
    assert differences(glass) == []
    kept = glass.window.everything()
    glass.window.empty()
    missing = differences(glass)
    assert len(missing) == 8 + 3 + 1 + 4
    assert all(one.startswith("missing") for one in missing)
    fill(glass)
    assert differences(glass) == []
    assert len(glass.window.messages(cast.room)) == 8
    assert "Number 2" not in kept
    assert "Number 2" not in glass.window.everything()


def test_filling_twice_writes_nothing(glass: Glass, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_history(cast)
    fill(glass)
    before = [
        one.update_time for one in glass.window.client.collection(f"chat_rooms_{cast.room.id}").stream()
    ]
    fill(glass)
    after = [one.update_time for one in glass.window.client.collection(f"chat_rooms_{cast.room.id}").stream()]
    assert before == after


def test_a_filling_that_was_stopped_goes_on(glass: Glass, cast: Cast) -> None:
    make_history(cast)
    glass.catch_up()
    glass.window.empty()

    class Enough(Exception):
        pass

    def stop(lag: Lag) -> None:
        if len(glass.window.messages(cast.room)) >= 3:
            raise Enough

    with pytest.raises(Enough):
        fill_everything([glass.rooms, glass.people], stop)
    assert len(glass.window.messages(cast.room)) < 8
    glass.catch_up()
    glass.greet()
    assert differences(glass) == []


def test_what_the_log_can_not_tell_any_more_is_filled(glass: Glass, cast: Cast) -> None:
    make_history(cast)
    glass.catch_up()
    remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    last = say(cast.alice, cast.room, "After")
    LoggedEvent.objects.filter(stream_id=room_stream(cast.room.id), seq__lt=last.seq).delete()
    glass.catch_up()
    assert str(cast.bob.id) not in glass.window.members(cast.room)
    assert glass.window.message(last)["text"] == "After"
    assert lag_of(glass.target.name).filling == 0


def test_a_database_from_a_backup_takes_what_came_later_away(glass: Glass, cast: Cast) -> None:
    """The positions of a restored database are behind or beyond what was told."""
    make_history(cast)
    fill(glass)
    later = glass.window.client.document(f"chat_rooms_{cast.room.id}/{new_id()}")
    later.set({"text": "said after the backup", "revision": 4000, "events": []})
    Position.objects.filter(stream=room_stream(cast.room.id)).update(seq=4000)
    glass.catch_up()
    assert not later.get().exists
    assert differences(glass) == []


def test_a_long_life_before_the_mirror_is_filled_and_not_replayed(glass: Glass, cast: Cast) -> None:
    said = say(cast.alice, cast.room, "0")
    for number in range(200):
        make_edit(cast.alice, said, str(number + 1), version=number)
    glass.rooms.round()
    assert Position.objects.get(stream=room_stream(cast.room.id)).seq == said.seq + 200
    glass.catch_up()
    assert glass.window.message(said)["text"] == "200"


Plant = Callable[[Any, Cast, str], None]


def _alter(client: Any, cast: Cast, first: str) -> None:
    client.document(f"chat_rooms_{cast.room.id}/{first}").update({"text": "never said"})


def _lose(client: Any, cast: Cast, first: str) -> None:
    client.document(f"chat_rooms_{cast.room.id}/{first}").delete()


def _add(client: Any, cast: Cast, first: str) -> None:
    client.document(f"chat_rooms_{cast.room.id}/{new_id()}").set({"text": "never said"})


def _add_field(client: Any, cast: Cast, first: str) -> None:
    client.document(f"chat_rooms_{cast.room.id}/{first}").update({"secret": True})


def _lose_events(client: Any, cast: Cast, first: str) -> None:
    client.document(f"chat_rooms_{cast.room.id}/{first}").update({"events": None})


def _keep_old_words(client: Any, cast: Cast, first: str) -> None:
    document = client.document(f"chat_rooms_{cast.room.id}/{first}")
    (told,) = document.get().to_dict()["events"]
    document.update({"events": [told.replace("Number 0", "forgotten words")]})


def _let_in(client: Any, cast: Cast, first: str) -> None:
    path = f"rooms/{cast.room.id}/members/{cast.carol.id}"
    client.document(path).set({"user_id": str(cast.carol.id), "role": "member"})


def _shut_out(client: Any, cast: Cast, first: str) -> None:
    client.document(f"rooms/{cast.room.id}/members/{cast.bob.id}").delete()


def _promote(client: Any, cast: Cast, first: str) -> None:
    client.document(f"rooms/{cast.room.id}/members/{cast.bob.id}").update({"role": "owner"})


def _put_back(client: Any, cast: Cast, first: str) -> None:
    client.document(f"read_receipts_{cast.room.id}/{cast.bob.id}").update({"last_read_seq": 1})


def _put_on(client: Any, cast: Cast, first: str) -> None:
    client.document(f"read_receipts_{cast.room.id}/{cast.bob.id}").update({"last_read_seq": 4000})


def _lose_position(client: Any, cast: Cast, first: str) -> None:
    client.document(f"read_receipts_{cast.room.id}/{cast.bob.id}").delete()


def _revive(client: Any, cast: Cast, first: str) -> None:
    client.document(f"people/{cast.carol.id}").update({"valid_since": -1})


def _invent(client: Any, cast: Cast, first: str) -> None:
    client.document(f"people/{new_id()}").set({"active": True, "valid_since": 0})


@pytest.mark.parametrize(
    ("plant", "kind", "where"),
    [
        (_alter, "different", "chat_rooms_"),
        (_lose, "missing", "chat_rooms_"),
        (_add, "extra", "chat_rooms_"),
        (_add_field, "different", "chat_rooms_"),
        (_lose_events, "different", "chat_rooms_"),
        (_keep_old_words, "different", "chat_rooms_"),
        (_let_in, "extra", "rooms/"),
        (_shut_out, "missing", "rooms/"),
        (_promote, "different", "rooms/"),
        (_put_back, "different", "read_receipts_"),
        (_put_on, "different", "read_receipts_"),
        (_lose_position, "missing", "read_receipts_"),
        (_revive, "different", "people/"),
        (_invent, "extra", "people/"),
    ],
)
def test_a_planted_difference_is_found_and_mended(
    glass: Glass, cast: Cast, plant: Plant, kind: str, where: str
) -> None:
    make_history(cast)
    glass.catch_up()
    glass.greet()
    plant(glass.window.client, cast, min(glass.window.messages(cast.room)))
    (found,) = differences(glass)
    assert found.startswith(f"{kind} {where}")
    fill(glass)
    assert differences(glass) == []


def test_differences_in_the_other_database_are_found_and_mended(glass: Glass, cast: Cast) -> None:
    glass.catch_up()
    glass.greet()
    glass.window.people().child(str(cast.bob.id)).update({"active": False})
    glass.window.people().child(str(cast.carol.id)).delete()
    glass.window.people().child(str(new_id())).set({"active": True, "valid_since": 0})
    found = sorted(one.split("/")[0] for one in differences(glass))
    assert found == ["different database:people", "extra database:people", "missing database:people"]
    fill(glass)
    assert differences(glass) == []


def test_what_is_left_of_an_unknown_room_is_found_and_erased(glass: Glass, cast: Cast) -> None:
    glass.catch_up()
    glass.greet()
    gone = new_id()
    glass.window.client.document(f"chat_rooms_{gone}/{new_id()}").set({"text": "left behind"})
    glass.window.client.document(f"rooms/{gone}/members/{cast.bob.id}").set({"role": "member"})
    assert differences(glass) == [f"extra room {gone}"]
    fill(glass)
    assert differences(glass) == []
    assert "left behind" not in glass.window.everything()


def test_what_is_only_on_its_way_is_no_difference(glass: Glass, cast: Cast) -> None:
    make_history(cast)
    glass.catch_up()
    glass.greet()
    first = next(iter(sorted(glass.window.messages(cast.room))))
    other = make_room(cast.alice, cast.bob, name="Other")
    answered = say(cast.alice, other, "Hello")
    make_deletion(cast.alice, answered)
    remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    make_person("Nina")
    say(cast.alice, cast.room, "On its way")
    assert differences(glass) == []
    assert compare_everything(glass.target).waiting == 1
    delete_room(owner=seat_of(cast.alice, other), confirm=other.name)
    _alter(glass.window.client, cast, first)
    assert len(differences(glass)) == 1


def test_the_gauge_counts_what_waits(glass: Glass, cast: Cast) -> None:
    glass.catch_up()
    glass.greet()
    assert lag_of(glass.target.name).nothing_left
    say(cast.alice, cast.room)
    time.sleep(0.05)
    say(cast.alice, cast.room)
    lag = lag_of(glass.target.name)
    assert lag.events == 2
    assert lag.seconds >= 0.05
    glass.catch_up()
    assert lag_of(glass.target.name).events == 0
