"""`flowchat media gc`: files that nothing names any more."""

import argparse

from flowchat.cli.database import open_database
from flowchat.cli.refusals import as_problems


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Describe the subcommand."""
    parser = commands.add_parser("media", help="look after the files that people sent")
    deeds = parser.add_subparsers(metavar="what", required=True)
    collect = deeds.add_parser(
        "gc", parents=[common], help="free what nothing names, and say how much it was"
    )
    collect.add_argument("--dry-run", action="store_true", help="only say how much it would be")
    collect.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Collect the garbage. Raises Problem when a storage can't be reached; what was freed by then stays so."""
    with open_database():
        from flowchat.chat.media.actions.collecting import collect_garbage
        from flowchat.cli import first_start

        first_start.migrate()
        with as_problems():
            found = collect_garbage(dry_run=args.dry_run)
        done = "would be freed" if args.dry_run else "freed"
        for name, amount in (
            ("files that nothing shows", found.rows),
            ("things in a storage that nothing names", found.keys),
            ("parts of uploads that never ended", found.parts),
        ):
            print(f"{amount.count:>8} {name}, {amount.size:,} bytes {done}")
    return 0
