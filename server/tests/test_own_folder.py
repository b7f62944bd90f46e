"""What the suite's processes share, and what they don't."""

import os
from pathlib import Path

from django.conf import settings


def test_each_process_of_the_suite_has_a_data_folder_of_its_own(worker_id: str) -> None:
    """Servers on one folder take each other for workers of one install: their numbers and files get mixed up."""
    data = Path(os.environ["FLOWCHAT_DATA"])
    assert settings.METRICS_FOLDER.parent == data
    alone = worker_id == "master"
    assert data.name.startswith("flowchat-tests-" if alone else f"process-{worker_id.removeprefix('gw')}")
