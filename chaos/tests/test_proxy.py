"""The stretch of network does to real connections what it says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from chaos.stack.proxy import Proxy

LATE = 30
"""Seconds that bytes may take where the machine is busy."""


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(100):
            writer.write(data)
    await _close(writer)


async def _close(*writers: asyncio.StreamWriter) -> None:
    for writer in writers:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    made = Proxy(server.sockets[0].getsockname()[1])
    await made.start()
    yield made
    await made.close()
    server.close()


async def _say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"hello")
    return await asyncio.wait_for(reader.read(100), LATE)


async def test_bytes_pass_until_it_is_cut_and_after_it_is_mended(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    assert await _say(reader, writer) == b"hello"
    proxy.cut()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        assert await asyncio.wait_for(reader.readexactly(1), LATE)
    refused, closing = await asyncio.open_connection("127.0.0.1", proxy.port)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        assert await asyncio.wait_for(refused.readexactly(1), LATE)
    proxy.mend()
    reader, again = await asyncio.open_connection("127.0.0.1", proxy.port)
    assert await _say(reader, again) == b"hello"
    await _close(writer, closing, again)


async def test_held_bytes_come_when_it_is_mended(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    assert await _say(reader, writer) == b"hello"
    proxy.hold()
    writer.write(b"later")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(100), 0.3)
    proxy.mend()
    assert await asyncio.wait_for(reader.read(100), LATE) == b"later"
    await _close(writer)
