"""How far a mirror is behind, as an operator's numbers tell it."""

from typing import Any

from flowchat.chat.mirroring.measures import read_lag
from flowchat.chat.mirroring.models import Position
from flowchat.chat.rooms.tests.conftest import Cast

MIRROR = f"{__name__}.Nowhere"


class Nowhere:
    """A mirror that was never told anything; only its name is asked."""

    name = "nowhere"

    def close(self) -> None:
        """Let go of nothing."""


def numbers() -> dict[str, float]:
    return {
        ".".join([family.name, *labels.values()]): value
        for family in read_lag()
        for _, labels, value in family.samples
    }


def test_without_a_mirror_nothing_is_told(cast: Cast, settings: Any) -> None:
    settings.FLOWCHAT_MIRROR = None
    assert numbers() == {}


def test_what_was_not_told_yet_is_counted(cast: Cast, settings: Any) -> None:
    settings.FLOWCHAT_MIRROR = MIRROR
    before = numbers()
    assert before["flowchat_mirror_lag_events.nowhere"] > 0
    assert before["flowchat_mirror_lag_seconds.nowhere"] > 0
    assert before["flowchat_mirror_streams_left.nowhere.filling"] == 0
    Position.objects.create(mirror="nowhere", stream=f"room.{cast.room.id}", seq=1, filled_up_to="")
    after = numbers()
    assert before["flowchat_mirror_lag_events.nowhere"] - after["flowchat_mirror_lag_events.nowhere"] == 1
    assert after["flowchat_mirror_streams_left.nowhere.filling"] == 1
