"""Unread counts are true on every device."""

from collections.abc import Sequence

from chaos.checking.findings import Finding, finding_each
from chaos.checking.truth import DeviceView, PersonView, Truth


def check_unread(views: Sequence[DeviceView | PersonView], truth: Truth) -> list[Finding]:
    """What a device shows, and what the server tells who comes anew, is what follows from messages and positions."""
    found: list[str] = []
    for view in views:
        who = view.name if isinstance(view, DeviceView) else f"bootstrap of {view.user_id}"
        for room in truth.rooms_of(view.user_id) & set(view.readings):
            true = (truth.positions[room, view.user_id], truth.unread(room, view.user_id))
            if view.readings[room] != true:
                found.append(
                    f"{who} shows {view.readings[room]} for {room}, true is {true} (read up to, unread)"
                )
    return finding_each("unread counts are true", found)
