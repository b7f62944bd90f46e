"""`flowchat firebase status | backfill | verify`: looks after the mirror in Firebase."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flowchat.cli.database import open_database
from flowchat.config import env
from flowchat.config.problems import Problem

if TYPE_CHECKING:
    from flowchat.chat.mirroring.lag import Lag
    from flowchat.chat.mirroring.lanes import Lane

Deed = Callable[["list[Lane]"], int]


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Describe the subcommands."""
    parser = commands.add_parser("firebase", help="look after the mirror in Firebase")
    deeds = parser.add_subparsers(metavar="what", required=True)
    for name, deed, words in (
        ("status", _status, "say how far the mirror is behind"),
        (
            "backfill",
            _backfill,
            "fill the project from the database; may be repeated, also beside a running server",
        ),
        ("verify", _verify, "compare both sides and list what differs"),
    ):
        one = deeds.add_parser(name, parents=[common], help=words)
        one.set_defaults(run=_run, deed=deed)


def _run(args: argparse.Namespace) -> int:
    """Do one of them. Raises Problem when Firebase mode is off or Google can't be reached."""
    if env.load().firebase is None:
        raise Problem("Firebase mode is off.", fix="Set FIREBASE_PROJECT_ID and what belongs to it.")
    with open_database():
        from flowchat.chat.mirroring.port import Unreachable
        from flowchat.cli import first_start

        first_start.migrate()
        try:
            with _lanes() as lanes:
                deed: Deed = args.deed
                return deed(lanes)
        except Unreachable as error:
            raise Problem(
                f"No answer from {error}.",
                fix="Try again later, or check FIREBASE_CREDENTIALS and the network.",
            ) from error


@contextmanager
def _lanes() -> "Iterator[list[Lane]]":
    from flowchat.chat.mirroring.service import make_lanes

    lanes = make_lanes()
    try:
        yield lanes
    finally:
        for lane in lanes:
            lane.target.close()


def _status(lanes: "list[Lane]") -> int:
    """Print the gauge."""
    from flowchat.chat.mirroring.lag import lag_of
    from flowchat.chat.mirroring.thread import is_running

    mirror = lanes[0].target.name
    lag, running = lag_of(mirror), all(is_running(mirror, lane.name) for lane in lanes)
    for name, value in (
        ("mirror", mirror),
        ("running", "yes" if running else "no"),
        ("events behind", f"{lag.events:,}"),
        ("oldest of them", f"{lag.seconds:,.1f} s"),
        ("streams followed", f"{lag.streams:,}"),
        ("being filled", f"{lag.filling:,}"),
        ("being erased", f"{lag.erasing:,}"),
    ):
        print(f"{name:<18}{value}")
    return 0


def _backfill(lanes: "list[Lane]") -> int:
    """Fill, telling how much is left."""
    from flowchat.chat.mirroring.keeping import fill_everything

    fill_everything(lanes, _Progress())
    print("Everything is there. Compare both sides with: flowchat firebase verify")
    return 0


class _Progress:
    """Prints a line each time that something is done."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, lag: "Lag") -> None:
        line = f"to fill: {lag.filling:,}  to erase: {lag.erasing:,}  events behind: {lag.events:,}"
        if line != self._last:
            print(line, file=sys.stderr, flush=True)
        self._last = line


def _verify(lanes: "list[Lane]") -> int:
    """Compare, and list what differs; 1 when something does."""
    from flowchat.chat.mirroring.keeping import compare_everything

    found = compare_everything(lanes[0].target)
    for one in found.differences:
        print(one)
    waiting = f", {found.waiting} not mirrored yet" if found.waiting else ""
    print(f"{len(found.differences)} differences in {found.rooms} rooms and the accounts{waiting}.")
    if found.differences:
        print("Mend them with: flowchat firebase backfill")
    return 1 if found.differences else 0
