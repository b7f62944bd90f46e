"""`flowchat`: the command line. Every failure a person can mend is one line and an exit code, never a traceback."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from flowchat.cli.commands import (
    backup,
    create_user,
    doctor,
    firebase,
    media,
    migrate,
    restore,
    serve,
    setup_link,
    version,
)
from flowchat.cli.unfinished import refuse_unfinished
from flowchat.config.paths import data_folder
from flowchat.config.problems import Problem

_COMMANDS = (serve, setup_link, create_user, doctor, backup, restore, migrate, media, firebase, version)
_INTERRUPTED = 130  # what shells answer for a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and answer the exit code."""
    args = make_parser().parse_args(arguments)
    if args.data:
        os.environ["FLOWCHAT_DATA"] = str(Path(args.data).expanduser().absolute())
    try:
        if not getattr(args, "anywhere", False):
            refuse_unfinished(data_folder())
        code: int = args.run(args)
    except Problem as problem:
        print(f"flowchat: {problem.message}", file=sys.stderr)
        if problem.fix:
            print(f"  {problem.fix}", file=sys.stderr)
        return problem.exit_code
    except (
        OSError
    ) as error:  # a full disk, a folder that went away: nearly always the machine, hardly ever the code
        where = f" ({error.filename})" if error.filename else ""
        print(f"flowchat: {error.strerror or error}{where}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def make_parser() -> argparse.ArgumentParser:
    """Answer what reads the command line."""
    parser = argparse.ArgumentParser(prog="flowchat", description="Real-time chat for teams and communities.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", metavar="FOLDER", help="the data folder (or FLOWCHAT_DATA)")
    commands = parser.add_subparsers(metavar="command", required=True)
    for module in _COMMANDS:
        module.add(commands, common)
    return parser


if __name__ == "__main__":
    sys.exit(main())
