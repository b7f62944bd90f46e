"""A server and somebody who uploads to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flowchat.chat.gateway.tests.harness import RunningServer, make_user, running_server
from flowchat.chat.media.tests.uploading import Uploader


@pytest.fixture(autouse=True)
def incoming_folder(settings: Any, tmp_path: Path) -> Path:
    """What one test leaves on its way is not found by another."""
    settings.INCOMING_FOLDER = tmp_path / "incoming"
    return tmp_path / "incoming"


@pytest.fixture
def server(transactional_db: None) -> Iterator[RunningServer]:
    with running_server() as running:
        yield running


@pytest.fixture
def alice(server: RunningServer) -> Iterator[Uploader]:
    uploader = Uploader(server, make_user("Alice"))
    with uploader.http:
        yield uploader
