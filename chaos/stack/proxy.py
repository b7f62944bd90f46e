"""A stretch of network that can be cut, slowed and stopped, between a client or a server and what it talks to."""

import asyncio
from contextlib import suppress


class Proxy:
    """Passes bytes between a port of its own and a target, which is a port of this machine or the path of a socket."""

    def __init__(self, target: int | str) -> None:
        self.port = 0
        self.delay = 0.0
        """Seconds that each piece is held back, both ways."""
        self._target = target
        self._whole = True
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._open: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Take the stretch away."""
        self.cut()
        self._flowing.set()
        if self._server is not None:
            self._server.close()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def cut(self) -> None:
        """Break every connection and refuse new ones."""
        self._whole = False
        for writer in self._open:
            writer.transport.abort()

    def mend(self) -> None:
        """Let everything through again, at once."""
        self._whole = True
        self.delay = 0.0
        self._flowing.set()

    def hold(self) -> None:
        """Hold every byte back and break nothing: neither end is told."""
        self._flowing.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_writer: asyncio.StreamWriter | None = None
        self._open.add(writer)
        if (task := asyncio.current_task()) is not None:
            self._carrying.add(task)
            task.add_done_callback(self._carrying.discard)
        try:
            if not self._whole:
                return
            far_reader, far_writer = await self._reach()
            self._open.add(far_writer)
            if self._whole:  # else it was cut while we reached out
                await asyncio.gather(self._pass_on(reader, far_writer), self._pass_on(far_reader, writer))
        except OSError:
            pass
        finally:
            for end in (writer, far_writer):
                if end is not None:
                    self._open.discard(end)
                    end.transport.abort()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, str):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection("127.0.0.1", self._target)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._flowing.wait()
            if self.delay:
                await asyncio.sleep(self.delay)
            writer.write(data)
            await writer.drain()
        await self._flowing.wait()
        with suppress(OSError):
            if writer.can_write_eof():
                writer.write_eof()
