"""One request and its answer, over one connection to one address that was checked before."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import h11

from flowchat.chat.previews.fetcher.bodies import Body
from flowchat.chat.previews.fetcher.ranges import Address
from flowchat.chat.previews.fetcher.refused import Refused
from flowchat.chat.previews.fetcher.targets import Target

LARGEST_HEAD = 64 * 1024
_PIECE = 16 * 1024
_MOST_INTERIM = 8  # 1xx answers before the real one
_CONNECT_LIMIT = 4.0  # seconds for each address; the whole fetch has its own limit
_MOST_TRIED = 3

Streams: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. Header names are in lower case; of repeated ones the first counts."""

    status: int
    headers: dict[str, str]
    body: bytes
    whole: bool
    """False when the body was cut at the limit."""

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


async def exchange(
    target: Target,
    addresses: Sequence[Address],
    *,
    headers: Sequence[tuple[str, str]],
    types: Collection[str],
    limit: int,
    tls: ssl.SSLContext | None,
) -> Answer:
    """Send a GET for `target` to the first of the `addresses` that answers the call, and return what comes back.

    The body is read only of a 200 whose media type is among `types`. No cookie, no credential and no referrer is sent.
    Raises Refused for what isn't HTTP/1.x; the caller limits time.
    """
    async with _connected(target, addresses, tls) as (reader, writer):
        connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=LARGEST_HEAD)
        request = h11.Request(
            method="GET",
            target=target.path,
            headers=[("Host", target.authority), *headers, ("Connection", "close")],
        )
        writer.write((connection.send(request) or b"") + (connection.send(h11.EndOfMessage()) or b""))
        await writer.drain()
        try:
            return await _read(connection, reader, types, limit)
        except h11.RemoteProtocolError as error:
            raise Refused("the answer is not HTTP/1.1") from error


@contextlib.asynccontextmanager
async def _connected(
    target: Target, addresses: Sequence[Address], tls: ssl.SSLContext | None
) -> AsyncIterator[Streams]:
    streams = await _connect(target, addresses, tls)
    try:
        yield streams
    finally:
        # Hang up at once: a polite goodbye waits for the other side, which may never answer.
        streams[1].transport.abort()


async def _connect(target: Target, addresses: Sequence[Address], tls: ssl.SSLContext | None) -> Streams:
    for address in addresses[:_MOST_TRIED]:
        try:
            async with asyncio.timeout(_CONNECT_LIMIT):
                # The address and not the name: a second lookup could answer something else (DNS rebinding).
                # TLS still asks for the name, and checks the certificate against it.
                return await asyncio.open_connection(
                    str(address),
                    target.port,
                    limit=_PIECE,
                    ssl=tls,
                    server_hostname=target.host if tls else None,
                )
        except ssl.SSLError as error:
            raise Refused("its certificate is not good for this name") from error
        except (OSError, TimeoutError):
            continue
    raise Refused("nothing answers there")


async def _read(
    connection: h11.Connection, reader: asyncio.StreamReader, types: Collection[str], limit: int
) -> Answer:
    head = await _read_head(connection, reader)
    fields: dict[str, str] = {}
    for name, value in head.headers:
        fields.setdefault(name.decode("ascii").lower(), value.decode("latin-1").strip())
    answer = Answer(head.status_code, fields, b"", whole=True)
    if head.status_code != 200 or answer.content_type not in types:
        return answer
    body = Body(fields.get("content-encoding", "").lower(), limit)
    whole = await _read_body(connection, reader, body)
    return Answer(answer.status, fields, body.content, whole)


async def _read_head(connection: h11.Connection, reader: asyncio.StreamReader) -> h11.Response:
    for _ in range(_MOST_INTERIM):
        event = await _next_event(connection, reader)
        if isinstance(event, h11.Response):
            return event
        if not isinstance(event, h11.InformationalResponse):
            break
    raise Refused("no answer came")


async def _read_body(connection: h11.Connection, reader: asyncio.StreamReader, body: Body) -> bool:
    """Read on until the end or the limit; answer whether it was the end. Bytes count as they come over the wire too:
    a body that decodes to nothing could otherwise go on for as long as time allows.
    """
    received = 0
    while not body.full and received <= body.limit:
        event = await _next_event(connection, reader)
        if isinstance(event, h11.EndOfMessage):
            return True
        if not isinstance(event, h11.Data):
            break
        received += len(event.data)
        body.add(bytes(event.data))
    return False


async def _next_event(connection: h11.Connection, reader: asyncio.StreamReader) -> h11.Event | None:
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            try:
                connection.receive_data(await reader.read(_PIECE))
            except OSError as error:
                raise Refused("the connection broke") from error
            continue
        return event if isinstance(event, h11.Event) else None
