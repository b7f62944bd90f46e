"""Everything that is tried, together."""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from chaos.stack.disk import Disk
from chaos.stack.postgres import Postgres
from chaos.stack.proxy import Proxy
from chaos.stack.servers import Servers
from tools.prepared import copy_prepared
from tools.redis_server import RedisServer


@dataclass(frozen=True)
class Shape:
    """How many of what."""

    machines: int = 1
    workers: int = 2
    plant: str = ""


class TriedStack:
    """Workers, PostgreSQL and Redis, with a proxy before each store and before the servers for each client."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._folder = Path(tempfile.mkdtemp(prefix="flowchat-chaos-"))
        # PostgreSQL may run under another account, which has to pass through.
        self._folder.chmod(0o711)
        self.redis = RedisServer()
        self.redis_proxy = Proxy(self.redis.port)
        self.client_proxies: list[Proxy] = []
        (self._folder / "database").mkdir(mode=0o711)
        copy_prepared(self._folder / "database")
        self.postgres = Postgres(self._folder / "database")
        self.servers: Servers
        self.disk: Disk

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    @property
    def postgres_proxied(self) -> Proxy:
        """The stretch between the servers and PostgreSQL."""
        assert self.postgres.proxy
        return self.postgres.proxy

    async def client_proxy(self, number: int) -> Proxy:
        """Return a stretch of network of one client's own."""
        proxy = Proxy(self.port_for(number))
        await proxy.start()
        self.client_proxies.append(proxy)
        return proxy

    def port_for(self, number: int) -> int:
        """Return the port to which client `number` connects."""
        return self.servers.ports[number % len(self.servers.ports)]

    def keep_logs(self, target: Path) -> None:
        """Copy the logs to a folder that outlives the run."""
        target.mkdir(parents=True, exist_ok=True)
        self.servers.keep_logs(target)
        log = self._folder / "database" / "postgres" / "postgres.log"
        if log.exists():
            shutil.copy2(log, target)

    async def heal(self) -> None:
        """Undo whatever a fault may have left."""
        for proxy in (self.redis_proxy, self.postgres_proxied, *self.client_proxies):
            proxy.mend()
        self.postgres.go_on()
        await self.postgres.bring_back()
        if self.redis.process is None:
            await asyncio.to_thread(self.redis.start)
        self.redis.go_on()
        self.disk.free()
        self.servers.go_on()
        await self.servers.bring_back()

    async def _start(self) -> None:
        await self.postgres.start()
        await asyncio.to_thread(self.redis.start)
        await self.redis_proxy.start()
        environment = {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_proxy.port}/0",
            "FLOWCHAT_LINK_PREVIEWS": "0",
        }
        self.servers = Servers(
            self._folder,
            environment,
            machines=self._shape.machines,
            workers=self._shape.workers,
            plant=self._shape.plant,
        )
        self.disk = Disk(self.servers.media, self.servers.workers)
        self.disk.prepare()
        await self.servers.start_first()

    async def _stop(self) -> None:
        for proxy in self.client_proxies:
            await proxy.close()
        if hasattr(self, "servers"):
            await self.servers.stop()
            self.disk.release()
        await self.redis_proxy.close()
        self.redis.__exit__(None, None, None)
        await self.postgres.stop()
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
