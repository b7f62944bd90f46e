"""What a server does before it listens: bring the tables up to date, fill the demo, make the first set-up link.

Imports Django's models, so it may be imported only after Django is set up.
"""

from pathlib import Path

from django.db import DatabaseError

from flowchat.chat.accounts.actions import create_setup_link, needs_setup
from flowchat.chat.accounts.actions.keys import note_keys
from flowchat.chat.accounts.models import User
from flowchat.cli.steps import step
from flowchat.cli.upgrading import bring_up_to_date
from flowchat.config.paths import data_folder
from flowchat.config.problems import Problem

OTHER_KEYS = (
    "The keys of this server are not those of the one before: everyone has to sign in again. "
    "If several servers share this database, give all of them the same secrets.json."
)


def migrate(*, backup: bool = True) -> str:
    """Apply the waiting migrations, after a backup; answer what was done, for people.

    Raises Problem when the database refuses, or when a newer FlowChat made its tables.
    """
    try:
        return bring_up_to_date(data_folder(), backup=backup)
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise Problem(
            f"The database refuses the tables: {reason}",
            fix="Its user must own the database; the extension pg_trgm must be available.",
        ) from error


def last_line(address: str) -> str:
    """Answer the line a start ends with: the address and, while nobody owns this server, the set-up link."""
    if not needs_setup():
        return f"Open {address}"
    return f"Open {address}{create_setup_link().path} to set FlowChat up (this link works once, for an hour)"


def check_keys() -> list[str]:
    """Answer what to say of this server's keys: nothing, as a rule."""
    if note_keys():
        return []
    return [OTHER_KEYS]


def prepare_demo(data: Path) -> list[str]:
    """Fill an empty data folder with the demo; answer the lines that say how to sign in.

    Raises Problem on a folder in real use: one with accounts that the demo did not make.
    """
    from flowchat.cli.demo import seed

    mark = data / "filled-with-the-demo"
    if not User.objects.exists():
        mark.touch()
        with step("demo filled"):
            seed.fill()
    elif not mark.is_file():
        raise Problem(
            f"The data folder {data} is in real use; the demo never touches such a folder.",
            fix="Leave --data away to use the demo's own folder, or name an empty one.",
        )
    return seed.sign_in_lines()
