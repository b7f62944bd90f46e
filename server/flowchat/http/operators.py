"""What an operator's machines ask: does the process live, can it serve, and what does it count.

Answered before Django, which refuses hosts it doesn't know: probes and Prometheus come by address. The first needs
none of the threads that work with the database either, so that a stuck database is not taken for a dead process.
"""

import asyncio
import hmac
import ipaddress
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from django.db import connection, transaction

from flowchat.http import readiness
from flowchat.http.asgi import Application, Receive, Scope, Send, header
from flowchat.http.headers import headers_for_machines
from flowchat.http.pool import WorkerPool
from flowchat.http.readiness import Finding
from flowchat.observing.measures import Family, gauge, install_readers
from flowchat.observing.workers import Workers

logger = logging.getLogger(__name__)

T = TypeVar("T")
PATIENCE_SECONDS = 4.0
"""Who asks gives up after 5 to 10 s and then knows nothing; we say by then what we wait for."""
_STATEMENT_MILLISECONDS = 2000
_TOO_LATE = "the database does not answer in time"
_PLAIN = "text/plain; charset=utf-8"
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via")


class Operators:
    """An ASGI application for HTTP in front of another, to which everything else goes."""

    def __init__(
        self, application: Application, pool: WorkerPool, workers: Workers, *, token: str | None, direct: bool
    ) -> None:
        """`token` opens /metrics. Without one it is open to this machine, as long as nobody else can seem to be it:
        `direct` says that no proxy stands in front.
        """
        self._application = application
        self._pool = pool
        self._workers = workers
        self._token = token
        self._direct = direct
        self._findings = _Shared(lambda: pool.run(readiness.look))
        self._install = _Shared(lambda: pool.run(_read_install))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        path = scope["path"].removeprefix(scope.get("root_path", "")).rstrip("/")
        answers: Mapping[str, Callable[[Scope], Coroutine[Any, Any, _Answer]]] = {
            "/healthz": self._healthz,
            "/readyz": self._readyz,
            "/metrics": self._metrics,
        }
        if path not in answers:
            await self._application(scope, receive, send)
            return
        allowed = scope["method"] in ("GET", "HEAD")
        status, body, more = await answers[path](scope) if allowed else _NOT_ALLOWED
        headers = {"Content-Type": _PLAIN, "Content-Length": str(len(body)), **headers_for_machines(), **more}
        fields = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _healthz(self, scope: Scope) -> "_Answer":
        """200 while the process answers at all."""
        return 200, b"ok", {}

    async def _readyz(self, scope: Scope) -> "_Answer":
        """200 when this server can serve, with a line for each thing it does without; else 503 with the reasons."""
        try:
            findings = await self._findings.within(PATIENCE_SECONDS)
        except TimeoutError:
            return 503, _TOO_LATE.encode(), {}
        missing = [one.trouble for one in findings if one.trouble and one.vital]
        if missing:
            return 503, "\n".join(missing).encode(), {}
        return 200, "\n".join(["ready", *(one.trouble for one in findings if one.trouble)]).encode(), {}

    async def _metrics(self, scope: Scope) -> "_Answer":
        """200 with all numbers, for who may see them. 401 without the token where there is one, else 404."""
        refusal = self._refusal(scope)
        if refusal is not None:
            return refusal
        from flowchat.observing.exposition import render

        # At the same time: with a stuck database each waits for as long as it may.
        install, ready = await asyncio.gather(self._told_of_install(), self._told_of_readiness())
        workers = await asyncio.to_thread(self._workers.everyone)
        body, kind = await asyncio.to_thread(
            render, workers, [*install, ready], header(scope, b"accept") or ""
        )
        return 200, body, {"Content-Type": kind}

    async def _told_of_install(self) -> list[Family]:
        try:
            return await self._install.within(PATIENCE_SECONDS)
        except TimeoutError:
            return [_up(dict.fromkeys(install_readers(), False))]

    async def _told_of_readiness(self) -> Family:
        try:
            findings = await self._findings.within(PATIENCE_SECONDS)
        except TimeoutError:
            findings = [Finding("database", _TOO_LATE, vital=True)]
        ready = [({"check": one.name}, float(not one.trouble)) for one in findings]
        return gauge(
            "flowchat_ready", "1 for each part of /readyz that is well, 0 for one in trouble.", ready
        )

    def _refusal(self, scope: Scope) -> "_Answer | None":
        if self._token is not None:
            scheme, _, offered = (header(scope, b"authorization") or "").partition(" ")
            # In constant time, or a clock would tell how much of a guess is right.
            if scheme.lower() == "bearer" and hmac.compare_digest(
                offered.strip().encode(), self._token.encode()
            ):
                return None
            return 401, b"The token is missing or wrong.", {"WWW-Authenticate": 'Bearer realm="metrics"'}
        return None if self._direct and _is_local(scope) else (404, b"There is nothing here for you.", {})


_Answer = tuple[int, bytes, dict[str, str]]
_NOT_ALLOWED: _Answer = (405, b"Only GET and HEAD.", {"Allow": "GET, HEAD"})


class _Shared(Generic[T]):
    """Work that many may ask for at once and that is done once: probes must not use up all threads together."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._work = work
        self._task: asyncio.Task[T] | None = None

    async def within(self, seconds: float) -> T:
        """Return what the work under way brings, or begin it. Raises TimeoutError; the work goes on then."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
            self._task.add_done_callback(_heard)
        return await asyncio.wait_for(asyncio.shield(self._task), seconds)


def _heard(task: asyncio.Task[Any]) -> None:
    """Whoever asked may have gone: a failure nobody takes note of would be complained about."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.debug("What an operator asked for failed: %s", type(error).__name__)


def _is_local(scope: Scope) -> bool:
    """Does a program on this machine ask, for itself? A proxy on it would say for whom; and a page in a browser on it,
    whose host name was made to lead here (DNS rebinding), names that host.
    """
    peer = (scope.get("client") or ("",))[0]
    asked = urlsplit(f"//{header(scope, b'host') or ''}").hostname or ""
    forwarded = any(name in _FORWARDED for name, _ in scope["headers"])
    return _is_loopback(peer) and not forwarded and (asked == "localhost" or _is_loopback(asked))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _read_install() -> list[Family]:
    """Ask everybody who tells of the whole install. One that fails is left out, and said to be."""
    found: list[Family] = []
    up: dict[str, bool] = {}
    for name, read in install_readers().items():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('statement_timeout', %s, true)", [str(_STATEMENT_MILLISECONDS)]
                )
                found += read()
            up[name] = True
        except Exception as error:  # noqa: BLE001 - the other numbers are wanted all the more
            logger.debug("The numbers of %s can't be had: %s", name, type(error).__name__)
            up[name] = False
    return [*found, _up(up)]


def _up(up: Mapping[str, bool]) -> Family:
    values = [({"collector": name}, float(well)) for name, well in up.items()]
    return gauge("flowchat_collector_up", "0 for numbers of the whole install that can't be had now.", values)
