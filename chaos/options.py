"""What `bin/chaos` takes."""

import argparse
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chaos.fleet.fleet import Size
from chaos.nemesis.plan import KINDS
from chaos.plants.bugs import BUGS
from chaos.stack.stack import Shape

_SHORT = 45.0
_PLANTED = 15.0


@dataclass(frozen=True)
class Options:
    """One run."""

    seed: int
    seconds: float
    kinds: tuple[str, ...] = tuple(KINDS)
    shape: Shape = field(default_factory=Shape)
    size: Size = field(default_factory=Size)
    json: Path | None = None
    logs: Path | None = None


def read_options(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; ends the process when it is wrong."""
    parser = argparse.ArgumentParser(prog="bin/chaos", description=__doc__)
    parser.add_argument(
        "--seed", type=int, help="what goes wrong and when follows from it (default: a new one)"
    )
    parser.add_argument("--minutes", type=float, help=f"how long things go wrong (default: {_SHORT:.0f} s)")
    parser.add_argument("--only", metavar="KINDS", help=f"some of the faults: {', '.join(KINDS)}")
    parser.add_argument("--plant", choices=sorted(BUGS), help="a bug that has to be found")
    parser.add_argument(
        "--workers", type=int, default=2, help="how many workers serve on a machine (default: 2)"
    )
    parser.add_argument("--machines", type=int, default=1, help="how many machines there are (default: 1)")
    parser.add_argument("--people", type=int, default=Size.people, help="how many people there are")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there as well")
    parser.add_argument("--logs", type=Path, metavar="FOLDER", help="keep the logs of a failed run there")
    args = parser.parse_args(arguments)
    return Options(
        seed=secrets.randbelow(1_000_000) if args.seed is None else args.seed,
        seconds=args.minutes * 60 if args.minutes else _PLANTED if args.plant else _SHORT,
        kinds=_kinds(parser, args.only, args.plant),
        shape=Shape(machines=args.machines, workers=args.workers, plant=args.plant or ""),
        size=_size(people=args.people, planted=bool(args.plant)),
        json=args.json,
        logs=args.logs,
    )


def _size(*, people: int, planted: bool) -> Size:
    # A planted bug needs no crowd, only much of what it spoils.
    return Size(8, 4, pause=0.6, door_pause=0.7) if planted else Size(people, people // 2)


def _kinds(parser: argparse.ArgumentParser, only: str | None, plant: str | None) -> tuple[str, ...]:
    chosen = tuple(only.split(",")) if only else BUGS[plant].kinds if plant else tuple(KINDS)
    if unknown := set(chosen) - set(KINDS):
        parser.error(f"there is no fault called {', '.join(sorted(unknown))}")
    return chosen
