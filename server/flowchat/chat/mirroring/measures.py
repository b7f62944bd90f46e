"""How far the mirror is behind, as numbers."""

from collections.abc import Iterable

from flowchat.chat.mirroring.lag import lag_of
from flowchat.chat.mirroring.port import make_target
from flowchat.observing.measures import Family, gauge


def read_lag() -> Iterable[Family]:
    """Return what the mirror that is set up still has to tell; nothing when there is none."""
    target = make_target()
    if target is None:
        return
    try:
        name = target.name
    finally:
        target.close()
    lag, mirror = lag_of(name), {"mirror": name}
    yield gauge(
        "flowchat_mirror_lag_events", "Events that a mirror has not told yet.", [(mirror, lag.events)]
    )
    yield gauge("flowchat_mirror_lag_seconds", "The age of the oldest of them.", [(mirror, lag.seconds)])
    left = [({**mirror, "work": "filling"}, lag.filling), ({**mirror, "work": "erasing"}, lag.erasing)]
    yield gauge("flowchat_mirror_streams_left", "Streams that are being filled, or erased.", left)
