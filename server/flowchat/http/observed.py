"""Around the bridge: names each request, counts it, and can say so in the log."""

import logging
from time import perf_counter

from flowchat.http.asgi import Application, Message, Receive, Scope, Send, header
from flowchat.observing import request_ids
from flowchat.observing.measures import Counter, Gauge, Histogram

ROUTE = "flowchat.route"
"""Where in the scope the bridge leaves the pattern that the address fitted. An address itself may hold a token."""

REQUESTS = Counter("flowchat_requests", "Requests answered.", ("method", "route", "status"))
SECONDS = Histogram(
    "flowchat_request_seconds",
    "From a request's head to the beginning of its answer; with uploads, that includes their bytes.",
    ("method", "route"),
)
UNDER_WAY = Gauge("flowchat_requests_under_way", "Requests that are being answered.")

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_NO_ROUTE = "none"
"""A file of the web client, or refused before anybody looked at the address."""

logger = logging.getLogger("flowchat.requests")


class Observed:
    """An ASGI application for HTTP around another."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it be answered, and tell the client under which id the log knows it."""
        request_id = request_ids.begin(header(scope, b"x-request-id")).encode()
        began = perf_counter()
        # 499, as nginx says it: the client left before there was an answer.
        status, taken = 499, 0.0

        async def answer(message: Message) -> None:
            nonlocal status, taken
            if message["type"] == "http.response.start":
                status, taken = message["status"], perf_counter() - began
                message["headers"] = [*message["headers"], (b"x-request-id", request_id)]
            await send(message)

        UNDER_WAY.value += 1
        try:
            await self._application(scope, receive, answer)
        except Exception:
            status = 500
            raise
        finally:
            UNDER_WAY.value -= 1
            _note(scope, status, taken or perf_counter() - began)


def _note(scope: Scope, status: int, taken: float) -> None:
    method = scope["method"] if scope["method"] in _METHODS else "other"
    route = str(scope.get(ROUTE) or _NO_ROUTE)
    REQUESTS.count(method, route, str(status))
    SECONDS.observe(taken, method, route)
    if logger.isEnabledFor(logging.INFO):
        told = {"method": method, "route": route, "status": status, "milliseconds": round(taken * 1000, 1)}
        logger.info("%s %s answered with %s", method, route, status, extra=told)
