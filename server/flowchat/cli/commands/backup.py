"""`flowchat backup FILE`: everything worth keeping in one file, made while the server runs or while it doesn't."""

import argparse
import os
from pathlib import Path

from flowchat.cli.backup.layout import Uploads
from flowchat.cli.database import open_database
from flowchat.config.paths import data_folder

_NAMED = 10  # so many files are named each; all of them are listed in the backup


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Describe the subcommand."""
    parser = commands.add_parser(
        "backup", parents=[common], help="write database, uploads and keys to a file"
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="a new file, such as /backups/monday.tar")
    parser.add_argument(
        "--without-uploads",
        action="store_true",
        help="leave out the files that people sent; keep those yourself",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the backup and say what is in it. Raises Problem with nothing left behind."""
    target: Path = args.file.expanduser().absolute()
    with open_database():
        from flowchat.cli.backup.making import make_backup

        url, uploads = os.environ["DATABASE_URL"], not args.without_uploads
        made = make_backup(url, data_folder(), target, uploads=uploads)
    rows = sum(table.rows for table in made.contents.tables.values())
    print(f"{made.path}: {made.size:,} bytes, {rows:,} rows, {made.contents.uploads.files:,} uploads,")
    print(f"everything that was confirmed before {made.head.made_at:%Y-%m-%d %H:%M:%S} UTC.")
    for line in remarks(made.contents.uploads):
        print(line)
    print("Whoever can read it can read everything: keep it as you keep the server's keys.")
    return 0


def remarks(uploads: Uploads) -> list[str]:
    """Answer what an operator should know about the files of a backup."""
    lines = [
        f"{count:,} files are in the storage {storage}, not in the backup."
        for storage, count in uploads.elsewhere.items()
    ]
    for keys, what in (
        (uploads.missing, "were not on the disk: freed meanwhile, or lost"),
        (uploads.changed, "are not what was uploaded, or can't be read: look at that disk"),
    ):
        if keys:
            more = ", …" if len(keys) > _NAMED else ""
            lines.append(f"{len(keys):,} files {what} ({', '.join(keys[:_NAMED])}{more}).")
    return lines
