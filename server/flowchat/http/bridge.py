"""HTTP from an ASGI server to Django's synchronous handler, in one hop to a thread.

Django's own ASGI handler costs about twice the CPU: a new thread per request, and several hops on the way.
"""

import asyncio
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from time import monotonic
from typing import ClassVar

from django.core import signals
from django.core.handlers.asgi import ASGIRequest, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.db import DatabaseError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix

from flowchat.chat import errors
from flowchat.http.asgi import Receive, Scope, Send, header
from flowchat.http.body import BodyTooLarge, announces_body, drain, read_body
from flowchat.http.errors import error_response
from flowchat.http.files import PIECE_BYTES, FilePart, OpenFile, send_file
from flowchat.http.gone import ClientGone, unless_gone
from flowchat.http.observed import ROUTE
from flowchat.http.origins import headers_for
from flowchat.http.pool import WorkerPool
from flowchat.http.prepared import PREPARED
from flowchat.http.streaming import IN_SCOPE, Incoming, Sink, Streams

logger = logging.getLogger(__name__)

Headers = list[tuple[bytes, bytes]]

TYPE_LENGTH = 512
"""The longest Content-Type. Python reads its parameters in a time that grows with the square of their number, before
anybody is asked who they are: 60 KB of semicolons would cost seconds.
"""
BATCH_BYTES = 256 * 1024
"""A streamed answer goes out in pieces of this size, one hop each: a page of the web client takes a single one."""
BATCH_SECONDS = 0.1
"""Or of what came together in this time, so that a slow generator is heard at once."""


@dataclass(slots=True)
class Answer:
    """An answer, or its beginning: `rest` is what is still to be streamed, `file` what is to be sent from a disk."""

    status: int
    headers: Headers
    body: bytes
    rest: "Rest | None" = None
    file: OpenFile | None = None


class Rest:
    """The part of a streamed answer that was not sent yet. A piece may be made by another thread than the one
    before it, so a generator must not hold a database cursor open between pieces.
    """

    def __init__(self, response: HttpResponseBase, pieces: Iterator[bytes]) -> None:
        self._response = response
        self._pieces = pieces
        self.closed = False

    def next_batch(self) -> tuple[bytes, bool]:
        """Return some bytes, and whether there may be more. Closes the response after the last, or an error."""
        batch, size, began = [], 0, monotonic()
        try:
            for piece in self._pieces:
                batch.append(piece)
                size += len(piece)
                if size >= BATCH_BYTES or monotonic() - began > BATCH_SECONDS:
                    return b"".join(batch), True
        except BaseException:
            self.close()
            raise
        self.close()
        return b"".join(batch), False

    def close(self) -> None:
        """Let go of files and tell Django that the request is over."""
        if not self.closed:
            self.closed = True
            self._response.close()


@dataclass(frozen=True, slots=True)
class Aside:
    """Requests, by a pattern of paths for each method, that have threads of their own: they hold up no others."""

    requests: Mapping[str, str]
    pool: WorkerPool


class Bridge(BaseHandler):
    """The ASGI application for HTTP. Make it after Django is set up. `body_limit` is in bytes; `larger` has the paths,
    without a final slash, that may have more. The bodies of `streams` are held by nobody; what comes after the last
    byte of a heavy one is done in the threads of `slow`, and requests that are named in `aside` in those named there.
    """

    request_class: ClassVar[type[ASGIRequest]] = ASGIRequest

    def __init__(
        self,
        pool: WorkerPool,
        *,
        body_limit: int,
        larger: Mapping[str, int] | None = None,
        streams: Streams | None = None,
        slow: WorkerPool | None = None,
        aside: Iterable[Aside] = (),
    ) -> None:
        super().__init__()
        self.load_middleware()
        self._pool = pool
        self._slow = slow or pool
        self._aside = [
            (method, re.compile(pattern), one.pool)
            for one in aside
            for method, pattern in one.requests.items()
        ]
        self._streams = streams
        self._ending: set[asyncio.Task[Answer]] = set()
        self._body_limit = body_limit
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"].removeprefix(scope.get("root_path", "")).rstrip("/")
        if len(header(scope, b"content-type") or "") > TYPE_LENGTH:
            refusal = errors.Invalid("The Content-Type is too long.")
            await self._answer_early(_answer_of(refusal, scope), receive, send)
            return
        if self._streams is not None and self._streams.concern(scope, path):
            await self._stream_in(self._streams, scope, receive, send)
            return
        try:
            body = await read_body(scope, receive, limit=self._larger.get(path, self._body_limit))
        except ClientGone:
            return
        except BodyTooLarge:
            await self._answer_early(_answer_of(errors.TooLarge(), scope), receive, send)
            return
        pool = self._pool_for(scope["method"], path)
        work = pool.hop(self._respond, scope, body)
        try:
            answer = await (work if pool is self._pool else unless_gone(work, receive))
        except ClientGone:
            return
        await self._deliver(answer, receive, send)

    def dress(self, scope: Scope, response: HttpResponse) -> Headers | None:
        """Return the headers with which the middleware sends this response to this request, for one that is answered
        elsewhere; None when it refuses the request. Needs no database.
        """
        request = self._request(scope, b"")
        request.META[PREPARED] = response
        dressed = self.get_response(request)
        return _headers(dressed) if dressed.status_code == response.status_code else None

    def _pool_for(self, method: str, path: str) -> WorkerPool:
        found = (pool for one, pattern, pool in self._aside if method == one and pattern.fullmatch(path))
        return next(found, self._pool)

    async def _stream_in(self, streams: Streams, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask Django, let the body flow into the sink that it named, and ask Django again.

        Without a sink the first answer is the answer.
        """
        incoming = scope[IN_SCOPE] = Incoming(bridged=True)
        answer = await self._pool.hop(self._respond, scope, b"")
        incoming.complete = not announces_body(scope)
        if incoming.sink is not None:
            try:
                answer = await self._fill(streams, incoming, incoming.sink, scope, receive)
            except ClientGone:
                return
        deliver = self._deliver if incoming.complete else self._answer_early
        await deliver(answer, receive, send)

    async def _fill(
        self, streams: Streams, incoming: Incoming, sink: Sink, scope: Scope, receive: Receive
    ) -> Answer:
        """Return the second answer. The sink is closed by then: who hears the answer may ask for more at once.

        Raises ClientGone, also when the client leaves while the end of a heavy one is worked on, which goes on alone.
        """
        try:
            await streams.fill(incoming, receive)
        except BaseException:
            await self._let_go(sink)
            raise
        if not sink.heavy or incoming.refusal is not None:
            return await self._respond_and_close(self._pool, scope, sink)
        work = asyncio.create_task(self._respond_and_close(self._slow, scope, sink))
        self._ending.add(work)
        work.add_done_callback(self._ending.discard)
        return await unless_gone(asyncio.shield(work), receive)

    async def _respond_and_close(self, pool: WorkerPool, scope: Scope, sink: Sink) -> Answer:
        try:
            return await pool.hop(self._respond, scope, b"")
        finally:
            await self._let_go(sink)

    async def _let_go(self, sink: Sink) -> None:
        """Close a sink. What it can't forget because the database is away is swept some day; the answer stands."""
        try:
            await self._pool.run(sink.close)
        except DatabaseError as error:
            logger.warning("What came of a request could not be forgotten: %s", type(error).__name__)
        except RuntimeError:
            # The server is over, and its threads are gone already.
            logger.debug("A body was let go of after the end.")

    async def _deliver(self, answer: Answer, receive: Receive, send: Send) -> None:
        """Send an answer whole, unless the client leaves."""
        try:
            await self._send(answer, receive, send)
        except OSError:
            # What servers raise when the client went away (ASGI specification 2.4): nobody is left to tell.
            logger.debug("The client left before the answer was sent.")
        finally:
            if answer.rest is not None and not answer.rest.closed:
                await self._pool.hop(answer.rest.close)
            if answer.file is not None:
                answer.file.close()

    async def _send(self, answer: Answer, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.file is not None:
            await send_file(answer.file, receive, send)
            return
        await send({"type": "http.response.body", "body": answer.body, "more_body": answer.rest is not None})
        if answer.rest is not None:
            await self._stream(answer.rest, receive, send)

    async def _stream(self, rest: Rest, receive: Receive, send: Send) -> None:
        """Send the rest, unless the client leaves: not every server's `send` says so, and a stream may be endless."""
        gone = asyncio.ensure_future(receive())
        try:
            more = True
            while more and not gone.done():
                batch, more = await self._pool.hop(rest.next_batch)
                await send({"type": "http.response.body", "body": batch, "more_body": more})
        finally:
            gone.cancel()

    async def _answer_early(self, answer: Answer, receive: Receive, send: Send) -> None:
        """Answer before the whole body came, then read on for a little: closing with unread input resets the
        connection (RFC 9112 section 9.6), and the client would see the reset instead of the reason.
        """
        headers = [*answer.headers, (b"connection", b"close")]
        try:
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            await send({"type": "http.response.body", "body": answer.body, "more_body": True})
            await drain(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:
            logger.debug("The client left before the answer was sent.")

    def _respond(self, scope: Scope, body: bytes) -> Answer:
        """Everything Django does for one request. Runs in a thread of the pool."""
        set_script_prefix(get_script_prefix(scope))
        # Django hangs the care for database connections on these two signals.
        signals.request_started.send(sender=type(self), scope=scope)
        try:
            request = self._request(scope, body)
            response = self.get_response(request)
            scope[ROUTE] = _route_of(request)
            # The sender of request_finished, by the name under which every handler of Django's gives it.
            setattr(response, "_handler_class", type(self))  # noqa: B010  # Django's types don't know it
            return _begin(response, head=scope["method"].upper() == "HEAD")
        except UnicodeDecodeError:
            response = error_response(errors.Invalid("The address is not valid UTF-8."))
        except Exception:
            logger.exception("The handler failed outside every view")
            response = error_response(errors.ChatError())
        signals.request_finished.send(sender=type(self))
        return Answer(response.status_code, _headers(response), response.content)

    def _request(self, scope: Scope, body: bytes) -> HttpRequest:
        request = self.request_class(scope, BytesIO(body))
        # A unix socket has no peer address; WSGI servers set an empty one.
        request.META.setdefault("REMOTE_ADDR", "")
        return request


def _route_of(request: HttpRequest) -> str:
    """Return the pattern that the address fitted; "" for none. What is in the address itself may be secret."""
    match = request.resolver_match
    if match is None:
        return ""
    return match.route if match.route.startswith("^") else f"/{match.route}"


def _answer_of(refusal: errors.ChatError, scope: Scope) -> Answer:
    response = error_response(refusal)
    for name, value in headers_for(header(scope, b"origin")).items():
        response.headers[name] = value
    return Answer(response.status_code, _headers(response), response.content)


def _begin(response: HttpResponseBase, *, head: bool) -> Answer:
    """Turn Django's response into what goes over the wire, with as much of the body as one batch holds."""
    answer = Answer(response.status_code, _headers(response), b"")
    if head or not isinstance(response, StreamingHttpResponse):
        # RFC 9110 section 9.3.2: the headers a GET would have had, and no body.
        answer.body = response.content if isinstance(response, HttpResponse) and not head else b""
        response.close()
        return answer
    if isinstance(response, FilePart):
        _begin_file(response, answer)
        return answer
    if isinstance(response, FileResponse):
        response.block_size = BATCH_BYTES
    rest = Rest(response, iter(response))
    answer.body, more = rest.next_batch()
    answer.rest = rest if more else None
    return answer


def _begin_file(response: FilePart, answer: Answer) -> None:
    """Django is done with the request before the file is sent. A small file is read at once, without another hop."""
    opened = response.take()
    response.close()
    if opened.part.length > PIECE_BYTES:
        answer.file = opened
        return
    try:
        answer.body = opened.read_all()
    finally:
        opened.close()


def _headers(response: HttpResponseBase) -> Headers:
    """Return the headers as bytes; each cookie is a field of its own, because cookies can't be joined by commas."""
    fields = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    cookies = [
        (b"set-cookie", cookie.OutputString().encode("latin-1")) for cookie in response.cookies.values()
    ]
    return fields + cookies
