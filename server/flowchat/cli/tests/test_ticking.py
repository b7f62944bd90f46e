"""What uvicorn does every second is done whatever the clock says: a worker's sign of life hangs on it."""

import asyncio
import time

import pytest

from flowchat.cli.server import Server, make_config
from flowchat.config import env


def test_a_clock_that_is_set_back_holds_up_no_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    config = make_config(env.load())
    signs: list[float] = []
    now = 10_000.0

    async def notify() -> None:
        signs.append(now)

    config.callback_notify = notify
    config.load()
    server = Server(config, lambda: None)
    monkeypatch.setattr(time, "time", lambda: now)

    async def live() -> None:
        nonlocal now
        for moment in (10_000.0, 9_940.0, 9_942.0, 9_944.0):
            now = moment
            await server.on_tick(0)

    asyncio.run(live())
    assert signs == [10_000.0, 9_942.0, 9_944.0]
