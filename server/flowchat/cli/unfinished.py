"""Notices a restore that was killed before its end."""

from pathlib import Path

from flowchat.config.problems import Problem

DRAFT = ".restoring"
"""The folder inside a data folder in which a restore is built. It is gone when the restore is whole."""


def refuse_unfinished(data: Path) -> None:
    """Raise Problem on a data folder whose restore did not get to its end, instead of putting new things beside it."""
    if (data / DRAFT).exists():
        raise Problem(
            f"A restore into {data} is under way, or was not finished.",
            fix=f"Wait for it or run it again; to begin without it, delete {data / DRAFT}.",
        )
