"""What the server serves: HTTP through the bridge, `/ws/` through the gateway, one pool of threads for both."""

import asyncio

from django.conf import settings

from flowchat.chat.gateway.api.syncing import SyncDoor
from flowchat.chat.gateway.app import Gateway
from flowchat.chat.messaging.api.history import HistoryDoor
from flowchat.chat.messaging.api.sending import SendingDoor
from flowchat.chat.mirroring.service import Mirroring
from flowchat.http.asgi import Receive, Scope, Send, header
from flowchat.http.bridge import Aside, Bridge
from flowchat.http.database_measures import read_database
from flowchat.http.lean import Door, Lean
from flowchat.http.observed import Observed
from flowchat.http.operators import Operators
from flowchat.http.pool import WorkerPool, measures_of
from flowchat.http.readiness import watch_disk
from flowchat.http.streaming import Streams
from flowchat.jobs.measures import read_jobs
from flowchat.jobs.registry import registered
from flowchat.jobs.runner import Runner
from flowchat.observing import request_ids
from flowchat.observing.measures import Family, gauge, read_process, watch_install
from flowchat.observing.workers import Workers
from flowchat.version import VERSION

PASSWORD_CHECKERS = 2
"""Threads that hash passwords. Each hash takes 50 ms of a core and 46 MB: among the others, a morning's sign-ins would
let every message wait for seconds behind them (bench/results/load.md).
"""
PASSWORD_REQUESTS = {"POST": r"/api/(auth/(login|register|password|reset)|setup)|/admin/login"}
FINISHERS = 3
"""Threads that check and put away what was uploaded: each may wait for a scanner or a storage far away. They, and their
database connections, begin with the first uploads.
"""
FINISHING_PATIENCE = 3.0
"""For how many seconds a stopping server waits for them. What they are at can be begun again."""


class FlowChat:
    """Sends each kind of connection to where it is served, and starts and stops what they share."""

    def __init__(self) -> None:
        watch_install("database", read_database)
        watch_install("jobs", read_jobs)
        watch_disk(settings.DATA_FOLDER)
        self._pool = WorkerPool()
        self._finishers = WorkerPool(FINISHERS, patience=FINISHING_PATIENCE, name="finishing")
        self._passwords = WorkerPool(PASSWORD_CHECKERS, name="passwords")
        self._streams = Streams(settings.STREAMED_REQUESTS)
        bridge = Bridge(
            self._pool,
            body_limit=settings.REQUEST_BYTES_LIMIT,
            larger=settings.LARGER_REQUESTS,
            streams=self._streams,
            slow=self._finishers,
            aside=(
                Aside(settings.LONG_REQUESTS, self._finishers),
                Aside(PASSWORD_REQUESTS, self._passwords),
            ),
        )
        self._workers = Workers(settings.METRICS_FOLDER, self._read_process)
        self._sending = SendingDoor(self._pool)
        doors: dict[str, Door] = {
            "POST /api/messages/": self._sending,
            "GET /api/messages/": HistoryDoor(self._pool),
            "GET /api/sync/": SyncDoor(self._pool),
        }
        lean = Lean(bridge, bridge.dress, doors)
        self._http = Operators(
            Observed(lean),
            self._pool,
            self._workers,
            token=settings.METRICS_TOKEN,
            direct=settings.PUBLIC_URL is None,
        )
        self.gateway = Gateway(self._pool)
        self._jobs = Runner(self._pool, registered())
        self._mirror = Mirroring() if settings.FLOWCHAT_MIRROR else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or the server's lifespan."""
        match scope["type"]:
            case "http":
                await self._http(scope, receive, send)
            case "websocket":
                request_ids.begin(header(scope, b"x-request-id"))
                await self.gateway(scope, receive, send)
            case "lifespan":
                await self._live(receive, send)
            case other:
                raise ValueError(f"There is no {other} here.")

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start with the server; when it stops, let requests under way finish and close the database connections."""
        await receive()
        self._workers.start()
        await self.gateway.start()
        self._jobs.start()
        if self._mirror is not None:
            self._mirror.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.gateway.stop()
        await self._jobs.stop()
        if self._mirror is not None:
            await asyncio.to_thread(self._mirror.stop)
        self._streams.stop()
        await self._workers.stop()
        await self._sending.close()
        await self._finishers.close()
        await self._passwords.close()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _read_process(self) -> list[Family]:
        """Return what this worker counted, for /metrics. From any thread."""
        from flowchat.observing.exposition import read_machine

        about = gauge("flowchat_info", "Which version runs.", [({"version": VERSION}, 1)])
        return [
            *read_process(),
            *measures_of((self._pool, self._finishers, self._passwords)),
            about,
            *read_machine(),
        ]
