"""The network between a browser and the server, as something that can be cut.

The browser's own offline switch leaves open WebSockets alone, and knowing that it is offline is not the same as a
server that stopped answering. This is a real TCP connection that really breaks.
"""

import asyncio
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress


class Cable:
    """Passes bytes between `port` and the server until it is cut, or holds them back while it is paused. With `tls` it
    is where TLS ends, as in a proxy.
    """

    def __init__(self, server_port: int, *, tls: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self._tls = tls
        self._server_port = server_port
        self._whole = True
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(30)

    @property
    def url(self) -> str:
        """The address the browser uses."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection and refuse new ones."""
        self._call(self._cut)

    def mend(self) -> None:
        """Let new connections through again."""
        self._whole = True

    def pause(self) -> None:
        """Hold back every byte, both ways, and break nothing: neither end is told."""
        self._call(self._flowing.clear)

    def resume(self) -> None:
        """Let the held bytes through, and all that follow."""
        self._call(self._flowing.set)

    def close(self) -> None:
        """Take the cable away."""
        self._call(self._cut)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _call(self, action: Callable[[], None]) -> None:
        done = threading.Event()

        def act() -> None:
            action()
            done.set()

        self._loop.call_soon_threadsafe(act)
        assert done.wait(30)

    def _cut(self) -> None:
        self._whole = False
        for writer in self._open:
            writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._carry, "127.0.0.1", 0, ssl=self._tls)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._put_away(server))

    async def _put_away(self, server: asyncio.Server) -> None:
        """Close everything, also what was accepted a moment ago: the loop needs some turns to do so."""
        server.close()
        for _ in range(5):
            for writer in self._open:
                writer.transport.abort()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0.01)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if not self._whole:
                raise ConnectionRefusedError
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        except (OSError, asyncio.CancelledError):
            self._open.discard(writer)
            writer.transport.abort()
            return
        self._open.add(far_writer)
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._pass_on(reader, far_writer), self._pass_on(far_reader, writer))
        self._open -= {writer, far_writer}
        writer.transport.abort()
        far_writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._flowing.wait()
            writer.write(data)
            await writer.drain()
        await self._flowing.wait()
        if writer.can_write_eof():
            writer.write_eof()
        else:
            # TLS knows no half of a connection. Left open, the browser would send its next request into nothing.
            writer.close()
