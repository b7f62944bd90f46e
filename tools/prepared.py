"""A data folder with its tables made already, to start servers from: making one takes longer than most stories."""

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools.prepare import PYTHON, ROOT


def copy_prepared(target: Path) -> None:
    """Fill a new data folder with what `flowchat migrate` leaves in an empty one, but no secrets.

    Owners and modes are kept: as root, PostgreSQL's files belong to another account.
    """
    subprocess.run(["cp", "-Rp", f"{_prepared()}/.", str(target)], check=True)


@functools.cache
def _prepared() -> Path:
    """Make it once per process; it goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="flowchat-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    subprocess.run(
        [str(PYTHON), "-m", "flowchat.cli.main", "migrate", "--data", str(folder)],
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
        timeout=300,
    )
    # Each server makes its own, as a new one does.
    (folder / "secrets.json").unlink()
    return folder


def clean_environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process's environment with the settings given: a developer's own change nothing."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FLOWCHAT_", "PYTEST_"))
    }
    kept.pop("DATABASE_URL", None)
    kept.pop("DATABASE_DIRECT_URL", None)
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    if "FLOWCHAT_POSTGRES_BIN" in os.environ:
        kept["FLOWCHAT_POSTGRES_BIN"] = os.environ["FLOWCHAT_POSTGRES_BIN"]
    return {**kept, "PYTHONUNBUFFERED": "1", **(settings or {})}
