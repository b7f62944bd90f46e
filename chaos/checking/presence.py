"""Presence is right."""

from collections.abc import Mapping, Sequence

from chaos.checking.findings import Finding, finding_each
from chaos.checking.truth import DeviceView, Truth


def true_states(devices: Sequence[tuple[str, bool]], people: Sequence[str]) -> dict[str, str]:
    """Return everyone's true state; `devices` are those switched on, by person, and whether someone is active there."""
    states = dict.fromkeys(people, "offline")
    for user_id, active in devices:
        states[user_id] = "online" if active or states[user_id] == "online" else "away"
    return states


def check_presence(views: Sequence[DeviceView], states: Mapping[str, str], truth: Truth) -> list[Finding]:
    """Every device shows the true state of everyone with whom its person shares a room."""
    found: list[str] = []
    for view in views:
        rooms = truth.rooms_of(view.user_id)
        known = {member for room, member in truth.positions if room in rooms}
        wrong = {
            one: (view.presence.get(one), states[one])
            for one in known
            if view.presence.get(one) != states[one]
        }
        if wrong:
            person, (shown, true) = min(wrong.items())
            found.append(f"{view.name} shows {person} as {shown}, true is {true}; {len(wrong)} wrong in all")
    return finding_each("presence is right", found)
