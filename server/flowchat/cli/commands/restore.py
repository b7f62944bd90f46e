"""`flowchat restore FILE`: a backup into an empty place, or with --verify only the proof that it is whole."""

import argparse
from pathlib import Path

from flowchat.cli.backup.checking import Checked, check_file
from flowchat.cli.backup.restoring import restore_backup
from flowchat.cli.commands.backup import remarks
from flowchat.config.paths import data_folder


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Describe the subcommand."""
    parser = commands.add_parser(
        "restore", parents=[common], help="read a backup into an empty data folder, or only check it"
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="what flowchat backup wrote")
    parser.add_argument("--verify", action="store_true", help="only prove that the backup is whole")
    uploads = parser.add_mutually_exclusive_group()
    uploads.add_argument(
        "--uploads-from",
        metavar="FOLDER",
        type=Path,
        help="the data folder that has the files, for a backup without uploads",
    )
    uploads.add_argument(
        "--without-uploads", action="store_true", help="go without the files that people sent"
    )
    parser.set_defaults(run=run, anywhere=True)


def run(args: argparse.Namespace) -> int:
    """Restore or check, and say what is in it. Raises Problem with nothing changed."""
    file: Path = args.file.expanduser().absolute()
    if args.verify:
        _say(check_file(file))
        print("The backup is whole.")
        return 0
    data = data_folder()
    folder = args.uploads_from
    restored = restore_backup(
        file,
        data,
        uploads_from=folder.expanduser().absolute() if folder else None,
        without_uploads=args.without_uploads,
    )
    _say(restored)
    print("Who was there in the quarter of an hour before the backup, or after it, signs in again.")
    mirrored = restored.contents.tables.get("mirroring_position")
    if mirrored is not None and mirrored.rows:
        print("Firebase holds what came after the backup: run `flowchat firebase backfill` before you start.")
    print(f"Restored. Start it with: flowchat serve --data {data}")
    return 0


def _say(backup: Checked) -> None:
    head, contents = backup.head, backup.contents
    rows = sum(table.rows for table in contents.tables.values())
    files = f"{contents.uploads.files:,} uploads" if head.uploads else "without uploads"
    print(f"Made by FlowChat {head.made_by} at {head.made_at:%Y-%m-%d %H:%M:%S} UTC: {rows:,} rows, {files}.")
    for line in remarks(contents.uploads):
        print(line)
