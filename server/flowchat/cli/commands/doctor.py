"""`flowchat doctor`: looks at everything that can be wrong and says what to do about it."""

import argparse
from collections.abc import Iterator

from flowchat.cli.checkup import Check, environment_checks
from flowchat.cli.database import open_database
from flowchat.config import env
from flowchat.config.problems import Problem


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Describe the subcommand."""
    parser = commands.add_parser("doctor", parents=[common], help="check this install and say what to mend")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run every check, also after one failed; 0 when all is well, 1 otherwise."""
    return 0 if all([*_look_at_everything()]) else 1


def _look_at_everything() -> Iterator[bool]:
    try:
        environment = env.load()
    except Problem as problem:
        yield _wrong("settings", problem)
        return
    yield _fine("settings", "complete")
    for check in environment_checks(environment):
        yield _look(check)
    try:
        with open_database():
            from flowchat.cli.live_checks import live_checks

            for check in live_checks(environment):
                yield _look(check)
    except Problem as problem:
        yield _wrong("database", problem)


def _look(check: Check) -> bool:
    try:
        return _fine(check.name, check.look())
    except Problem as problem:
        return _wrong(check.name, problem)


def _fine(name: str, found: str) -> bool:
    print(f"ok     {name:<12} {found}")
    return True


def _wrong(name: str, problem: Problem) -> bool:
    print(f"wrong  {name:<12} {problem.message}")
    if problem.fix:
        print(f"       {'':<12} {problem.fix}")
    return False
