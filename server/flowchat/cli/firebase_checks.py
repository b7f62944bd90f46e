"""The check of `flowchat doctor` on Firebase: does it answer, and how far is the mirror behind?

Imports Django's models, so it may be imported only after Django is set up.
"""

from django.conf import settings

from flowchat.chat.mirroring.lag import lag_of
from flowchat.chat.mirroring.lanes import RoomsLane
from flowchat.chat.mirroring.port import Unreachable, make_target
from flowchat.chat.mirroring.thread import is_running
from flowchat.cli.checkup import Check
from flowchat.config.problems import Problem

_TOLERATED = 60.0  # seconds that an event may wait; an outage of Google's is longer, a burst is shorter


def firebase_checks() -> list[Check]:
    """Return the check, in Firebase mode."""
    return [Check("Firebase", _look)] if settings.FLOWCHAT_MIRROR else []


def _look() -> str:
    target = make_target()
    assert target is not None
    try:
        target.answer()
    except Unreachable as error:
        raise Problem(
            f"No answer from {error}.",
            fix="Check FIREBASE_CREDENTIALS and the network; nothing is lost meanwhile.",
        ) from error
    finally:
        target.close()
    lag = lag_of(target.name)
    if not is_running(target.name, RoomsLane.name):
        return f"answers; no server runs, {lag.events} events wait for it"
    if lag.seconds > _TOLERATED:
        raise Problem(
            f"The mirror is {lag.events} events and {lag.seconds:.0f} s behind.",
            fix="Look into the server's log: it says what the mirror waits for.",
        )
    return f"answers, the mirror is {lag.events} events behind"
