"""Runs the command line as a person would: a process of its own, with a clean environment."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def environment_of(data: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """A clean environment: no setting of the developer, and none that the test session made for itself."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FLOWCHAT_", "DJANGO_"))
    }
    for name in ("DATABASE_URL", "CLOUDINARY_URL"):
        kept.pop(name, None)
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {**kept, "PYTHONPATH": path, "FLOWCHAT_DATA": str(data), **(settings or {})}


def flowchat(
    data: Path, *arguments: str, typed: str = "", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `flowchat …` to its end. A traceback is a failure of whatever test saw it."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "flowchat.cli.main", *arguments],
        env=environment_of(data, settings),
        input=typed,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done
