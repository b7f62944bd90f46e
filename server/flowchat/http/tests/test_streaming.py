"""Bodies that flow: Django before and after, a sink in between."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler

from flowchat.http.asgi import Message
from flowchat.http.bridge import Bridge
from flowchat.http.pool import WorkerPool
from flowchat.http.streaming import BATCH_BYTES, BATCH_PIECES, Streams
from flowchat.http.tests import streamed
from flowchat.http.tests.streamed import Basket, baskets

Ask = Callable[..., Any]


@pytest.fixture
async def ask(transactional_db: None, settings: Any) -> AsyncIterator[Ask]:
    settings.ROOT_URLCONF = streamed.__name__
    baskets.clear()
    pool, streams = WorkerPool(threads=1), Streams({"POST": "/api/streamed"})
    bridge = Bridge(pool, body_limit=10, streams=streams, slow=pool)

    async def send_pieces(
        *pieces: bytes | None, limit: int = 10**9, method: str = "POST", length: int | None = None
    ) -> list[Message]:
        """Send pieces of a body; None is a client that leaves. Return what was answered."""
        left, sent = list(pieces), []

        async def receive() -> Message:
            piece = left.pop(0) if left else None
            if piece is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": piece, "more_body": bool(left)}

        async def send(message: Message) -> None:
            sent.append(message)

        said = sum(len(piece or b"") for piece in pieces) if length is None else length
        headers = [(b"host", b"localhost"), *([(b"content-length", str(said).encode())] if said else [])]
        scope = {
            "type": "http",
            "method": method,
            "path": "/api/streamed/",
            "query_string": f"limit={limit}".encode(),
            "headers": headers,
        }
        await bridge(scope, receive, send)
        return sent

    yield send_pieces
    streams.stop()
    await pool.close()


def basket() -> Basket:
    (only,) = baskets
    return only


def answered(sent: list[Message]) -> tuple[int, Any]:
    return sent[0]["status"], json.loads(b"".join(one["body"] for one in sent[1:]))


async def test_it_flows_in_batches(ask: Ask) -> None:
    pieces = [b"x" * 65_536] * 20
    assert answered(await ask(*pieces)) == (201, {"size": 20 * 65_536})
    assert basket().batches == [BATCH_BYTES, BATCH_BYTES, 4 * 65_536]
    assert basket().closed == 1


async def test_pieces_are_not_hoarded_however_small(ask: Ask) -> None:
    assert answered(await ask(*[b"x"] * 1200)) == (201, {"size": 1200})
    assert basket().batches == [BATCH_PIECES, BATCH_PIECES, 1200 - 2 * BATCH_PIECES]


async def test_no_body_is_one_of_no_bytes(ask: Ask) -> None:
    assert answered(await ask(b"")) == (201, {"size": 0})
    assert (basket().batches, basket().closed) == ([], 1)


async def test_a_refusal_at_the_beginning(ask: Ask) -> None:
    """Nothing is asked of the client any more, but what it sends is read for a while, so that it sees the reason."""
    sent = await ask(b"x" * 100, b"y" * 100, limit=0)
    assert answered(sent)[0] == 403
    assert (b"connection", b"close") in sent[0]["headers"]
    assert baskets == []


async def test_a_refusal_in_the_middle(ask: Ask) -> None:
    sent = await ask(*[b"x" * BATCH_BYTES] * 5, limit=BATCH_BYTES + 1)
    status, body = answered(sent)
    assert (status, body["error"]["code"]) == (413, "too_large")
    assert dict(sent[0]["headers"])[b"x-content-type-options"] == b"nosniff", "it went through the middleware"
    assert (len(basket().batches), basket().closed) == (2, 1)


async def test_a_bug_in_the_middle(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    status, body = answered(await ask(b"a bug", b"and more"))
    assert (status, body["error"]["code"]) == (500, "error")
    assert "LookupError: a bug" in caplog.text
    assert basket().closed == 1


async def test_who_leaves_is_not_answered(ask: Ask) -> None:
    assert await ask(b"x" * 100, None, length=1000) == []
    assert (basket().batches, basket().closed) == ([100], 1), "what came before is there"


async def test_other_methods_are_as_ever(ask: Ask) -> None:
    assert answered(await ask(b"", method="GET")) == (200, {"size": 0})


def test_without_the_bridge_the_same(transactional_db: None, settings: Any) -> None:
    """Under WSGI the thread that asks reads the body."""
    settings.ROOT_URLCONF = streamed.__name__
    baskets.clear()
    transport = httpx.WSGITransport(WSGIHandler(), raise_app_exceptions=False, remote_addr="127.0.0.1")
    with httpx.Client(base_url="http://localhost", transport=transport) as client:
        response = client.post("/api/streamed/?limit=2000000", content=b"x" * 1_500_000)
        assert (response.status_code, response.json()) == (201, {"size": 1_500_000})
        assert client.post("/api/streamed/?limit=100000", content=b"x" * 1_500_000).status_code == 413
        assert client.post("/api/streamed/?limit=0", content=b"x").status_code == 403
    assert [one.closed for one in baskets] == [1, 1]


async def test_threads_that_are_not_waited_for() -> None:
    """Work comes out of them as out of the others; but a server that stops waits a moment only."""
    workers = WorkerPool(threads=2, patience=0.2)
    assert await asyncio.gather(*(workers.hop(divmod, number, 3) for number in range(7))) == [
        divmod(number, 3) for number in range(7)
    ]
    with pytest.raises(ZeroDivisionError):
        await workers.hop(divmod, 1, 0)
    never, begun = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        never.wait(30)

    stuck = asyncio.create_task(workers.hop(hang))
    await asyncio.to_thread(begun.wait)
    await workers.close()
    assert not stuck.done(), "it was left to itself"
    with pytest.raises(RuntimeError):
        await workers.hop(divmod, 1, 1)
    never.set()
    await stuck


@pytest.mark.parametrize("pieces", [(b"12345",), (b"12345", b"678"), (b"12345", None)])
async def test_a_database_that_is_away_at_the_end_changes_no_answer(
    ask: Ask, pieces: tuple[bytes | None, ...], caplog: pytest.LogCaptureFixture
) -> None:
    sent = await ask(*pieces, limit=streamed.UNREACHABLE, length=8)
    assert basket().closed == 1
    assert [one["status"] for one in sent[:1]] == {b"12345": [201], b"678": [413], None: []}[pieces[-1]]
    assert "could not be forgotten: OperationalError" in caplog.text
