"""`flowchat create-user`: an account made by whoever has the machine."""

import argparse
import getpass
import sys

from flowchat.cli.database import open_database
from flowchat.cli.refusals import as_problems
from flowchat.config.problems import Problem

_ROLES = ("owner", "admin", "member")


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Describe the subcommand. No option takes the password: other users of the machine can read command lines."""
    parser = commands.add_parser(
        "create-user", parents=[common], help="make an account; asks for the password"
    )
    parser.add_argument("username")
    parser.add_argument("--name", help="the name people see (default: the username)")
    parser.add_argument("--email")
    parser.add_argument("--role", choices=_ROLES, default="member")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the account. Raises Problem when its name is taken or its password too weak."""
    password = _read_password()
    with open_database():
        from django.db import transaction

        from flowchat.chat.accounts.actions import create_account
        from flowchat.chat.rooms.actions import join_starting_rooms
        from flowchat.cli import first_start

        first_start.migrate()
        with as_problems(), transaction.atomic():
            user = create_account(
                name=args.name or args.username,
                username=args.username,
                email=args.email,
                password=password,
                role=args.role,
            )
            join_starting_rooms(user)
            join_starting_rooms(user)
        print(f"{user.username} can sign in.")
    return 0


def _read_password() -> str:
    """Ask twice on a terminal; otherwise take the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        raise Problem("The two passwords differ.", fix="Try again.")
    return first
