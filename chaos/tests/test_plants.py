"""Each planted bug is found within a minute."""

import json
import subprocess
import time
from pathlib import Path

import pytest

from chaos.plants.bugs import BUGS
from tools.prepare import PYTHON, ROOT


@pytest.mark.timeout(600)
@pytest.mark.parametrize("plant", BUGS)
def test_a_planted_bug_is_found(plant: str, tmp_path: Path) -> None:
    told = tmp_path / "report.json"
    began = time.monotonic()
    done = subprocess.run(
        [
            str(PYTHON),
            "-m",
            "chaos.run",
            "--plant",
            plant,
            "--json",
            str(told),
            "--logs",
            str(tmp_path / "logs"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.exists(), done.stderr
    report = json.loads(told.read_text())
    assert done.returncode == 1, done.stdout
    assert BUGS[plant].promise in {one["promise"] for one in report["findings"]}, done.stdout
    # A machine that does other things as well may take longer to start servers; the fault itself has its minute.
    assert report["phases"]["checks"] - report["phases"]["faults"] < 60, (
        done.stdout,
        time.monotonic() - began,
    )
