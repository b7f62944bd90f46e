"""`flowchat migrate`: bring the database's tables up to date."""

import argparse

from flowchat.cli.database import open_database


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Describe the subcommand."""
    parser = commands.add_parser("migrate", parents=[common], help="bring the database's tables up to date")
    parser.add_argument(
        "--without-backup", action="store_true", help="make no backup first; you have one of your own"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Apply the waiting migrations and say which."""
    with open_database():
        from flowchat.cli import first_start
        from flowchat.cli.schema import waiting_migrations

        waiting = waiting_migrations()
        first_start.migrate(backup=not args.without_backup)
        print("\n".join(waiting) if waiting else "The tables are up to date.")
    return 0
