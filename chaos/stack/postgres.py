"""The PostgreSQL under test: durable, reached through a proxy, and killed like anything else."""

import asyncio
import signal
import time
from pathlib import Path

import psycopg

from chaos.stack.processes import children, send_signal
from chaos.stack.proxy import Proxy
from flowchat.cli.postgres.sockets import SOCKET_NAME
from flowchat.cli.postgres.supervisor import EmbeddedPostgres

_RECOVERY = 60.0


class Postgres:
    """One cluster with fsync on, so that what survives a kill -9 is what a customer's would."""

    def __init__(self, data: Path) -> None:
        self._cluster = EmbeddedPostgres(data=data, durable=True)
        self.proxy: Proxy | None = None
        self.direct_url = ""
        """Its address for the checker, past the proxy."""
        self.url = ""
        """Its address for the servers."""

    async def start(self) -> None:
        """Start it, and what stands before it. It must be the main thread: the cluster dies with that."""
        self._cluster.start()
        self.direct_url = self._cluster.url
        folder = psycopg.conninfo.conninfo_to_dict(self.direct_url)["host"]
        self.proxy = Proxy(f"{folder}/{SOCKET_NAME}")
        await self.proxy.start()
        self.url = f"postgresql://flowchat@127.0.0.1:{self.proxy.port}/flowchat"

    async def stop(self) -> None:
        """Stop it for good."""
        if self.proxy:
            await self.proxy.close()
        self.go_on()
        self._cluster.stop()

    async def kill(self, *, for_seconds: float) -> None:
        """End all of it with kill -9, and start it again after a while: it has to recover from its log."""
        pid = self._cluster.pid
        assert pid
        # The postmaster first, lest it begin a recovery of its own; the others notice, or are helped to.
        send_signal([pid, *children(pid)], signal.SIGKILL)
        await asyncio.sleep(for_seconds)
        await self.bring_back()

    def kill_backend(self, choice: float) -> int | None:
        """End one of its server processes with kill -9, whereupon it restarts all of them and recovers by itself."""
        backends = children(self._cluster.pid or 0)
        if not backends:
            return None
        victim = backends[int(choice * len(backends))]
        send_signal([victim], signal.SIGKILL)
        return victim

    def pause(self) -> None:
        """Let all of it stand still."""
        send_signal(self._all(), signal.SIGSTOP)

    def go_on(self) -> None:
        """End the pause."""
        send_signal(self._all(), signal.SIGCONT)

    async def bring_back(self) -> None:
        """Wait until it answers; start it when it doesn't live."""
        deadline = time.monotonic() + _RECOVERY
        while time.monotonic() < deadline:
            if self._cluster.pid is None:
                self._cluster.relaunch()
            try:
                async with await psycopg.AsyncConnection.connect(self.direct_url, connect_timeout=2):
                    return
            except psycopg.OperationalError:
                await asyncio.sleep(0.1)
        raise AssertionError("PostgreSQL did not recover")

    def _all(self) -> list[int]:
        pid = self._cluster.pid
        return [] if pid is None else [pid, *children(pid)]
