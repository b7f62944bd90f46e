"""Tests run against a real PostgreSQL: one embedded cluster per session, one database per xdist worker.

This happens while the file is imported, before any test module or deeper conftest asks Django for a model.
The session's first process starts the cluster; its xdist workers find the address in the environment and share it.
Each of them has a data folder of its own: servers on one folder take each other for workers of one install.
FLOWCHAT_TEST_DATABASE_URL names another PostgreSQL to test against.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from flowchat.cli.postgres.supervisor import EmbeddedPostgres

_KEPT = ("FLOWCHAT_POSTGRES_BIN", "FLOWCHAT_TEST_DATABASE_URL")


def _use_own_data_folder() -> Path:
    """A developer's own settings change nothing here, and tests leave nothing in var/."""
    for name in [name for name in os.environ if name.startswith("FLOWCHAT_") and name not in _KEPT]:
        del os.environ[name]
    for name in ("CLOUDINARY_URL", "REDIS_URL", "DATABASE_DIRECT_URL"):
        os.environ.pop(name, None)
    data = Path(tempfile.mkdtemp(prefix="flowchat-tests-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ["FLOWCHAT_DATA"] = str(data)
    return data


def _start_cluster(data: Path) -> str:
    cluster = EmbeddedPostgres(data=data, durable=False)
    cluster.start()
    atexit.register(cluster.stop)
    return cluster.url


def _set_django_up() -> None:
    os.environ["DATABASE_URL"] = os.environ["FLOWCHAT_TEST_DATABASE_URL"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowchat.config.settings")
    import django

    django.setup()


if "PYTEST_XDIST_WORKER" not in os.environ:
    folder = _use_own_data_folder()
    if "FLOWCHAT_TEST_DATABASE_URL" not in os.environ:
        os.environ["FLOWCHAT_TEST_DATABASE_URL"] = _start_cluster(folder)
_set_django_up()


def pytest_xdist_setupnodes(specs: list[Any]) -> None:
    """Called in the first process. The others read their settings before this file: they are born with the folder."""
    for number, spec in enumerate(specs):
        mine = Path(os.environ["FLOWCHAT_DATA"]) / f"process-{number}"
        mine.mkdir(mode=0o700)
        spec.env["FLOWCHAT_DATA"] = str(mine)


@pytest.fixture(autouse=True)
def _nothing_learned() -> None:
    """The database forgets what a test wrote, so the process may not remember that it is there."""
    from flowchat.chat.search.learning import known

    known.clear()
