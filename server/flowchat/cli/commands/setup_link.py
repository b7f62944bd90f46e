"""`flowchat setup-link`: a new link for the person who becomes the owner."""

import argparse

from flowchat.cli import hosts
from flowchat.cli.database import open_database
from flowchat.cli.refusals import as_problems
from flowchat.config import env


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Describe the subcommand."""
    parser = commands.add_parser("setup-link", parents=[common], help="print a new one-time set-up link")
    parser.add_argument("--url", help="the server's address, if it is not the usual one")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the link. The one printed before stops working. Raises Problem when the server has its owner already."""
    environment = env.load()
    with open_database():
        from flowchat.chat.accounts.actions import create_setup_link
        from flowchat.cli import first_start

        first_start.migrate()
        with as_problems():
            link = create_setup_link()
    address = (args.url or hosts.last_address(environment)).rstrip("/")
    print(f"{address}{link.path}")
    return 0
