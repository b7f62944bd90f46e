"""What the garbage collector is told once a server has started."""

import subprocess
import sys

import pytest
import uvicorn

from flowchat.cli import collector
from flowchat.cli.server import Server

_SPARE = """
import gc
from flowchat.cli import collector

kept = [[number] for number in range(1000)]
kept.append(kept)
collector.spare()
assert gc.get_freeze_count() > 1000
assert gc.get_threshold()[0] == collector.YOUNG
assert gc.isenabled()
lost = []
lost.append(lost)
del lost
assert gc.collect() > 0, "what comes later is still collected"
"""


def test_what_is_loaded_is_left_alone_and_the_rest_is_not() -> None:
    """In a process of its own: freezing is for good."""
    subprocess.run([sys.executable, "-c", _SPARE], check=True)


async def test_a_server_does_so_when_it_has_started(monkeypatch: pytest.MonkeyPatch) -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        """Serve nothing."""

    said: list[str] = []
    monkeypatch.setattr(collector, "spare", lambda: said.append("spared"))
    server = Server(
        uvicorn.Config(app, port=0, lifespan="off", log_config=None), lambda: said.append("ready")
    )
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    server.force_exit = True
    await server.shutdown()
    assert said == ["spared", "ready"]
