"""The short form of bin/chaos: every kind of fault once, from a new seed each time, and nothing may be found."""

import json
import subprocess
from pathlib import Path

import pytest

from chaos.nemesis.plan import KINDS
from tools.prepare import PYTHON, ROOT


@pytest.mark.timeout(600)
def test_nothing_is_lost_whatever_dies(tmp_path: Path) -> None:
    told = tmp_path / "report.json"
    done = subprocess.run(
        [str(PYTHON), "-m", "chaos.run", "--json", str(told)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    report = json.loads(told.read_text())
    assert {one["kind"] for one in report["faults"]} == set(KINDS)
    assert report["counts"]["acknowledged"] > 50, done.stdout
    assert report["findings"] == []
