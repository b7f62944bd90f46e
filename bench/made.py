"""How figures were made: what has to be known to read them."""

import os
import platform
import subprocess
from datetime import UTC, datetime

from tools.prepare import ROOT


def how_it_was_made() -> dict[str, object]:
    """Return what has to be known to read the figures."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": commit,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        "python": platform.python_version(),
        "load before": [round(value, 2) for value in os.getloadavg()],
        "clients": "on the same machine",
        "runs": "one of each; run it several times and compare within one machine",
    }
