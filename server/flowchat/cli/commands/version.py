"""`flowchat version`."""

import argparse
import platform

from flowchat.version import VERSION


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Describe the subcommand."""
    parser = commands.add_parser("version", parents=[common], help="print the version")
    parser.set_defaults(run=run, anywhere=True)


def run(args: argparse.Namespace) -> int:
    """Print the version of FlowChat and of Python."""
    print(f"FlowChat {VERSION} (Python {platform.python_version()})")
    return 0
