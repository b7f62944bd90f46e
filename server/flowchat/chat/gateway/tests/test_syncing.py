"""Catching up through either door of the server: the same answers, down to the headers."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from flowchat.chat.accounts.actions.sessions import sign_out
from flowchat.chat.events.streams import user_stream
from flowchat.chat.gateway.tests.conftest import Cast
from flowchat.chat.gateway.tests.harness import RunningServer, sign_in, token_for
from flowchat.http.asgi import Receive, Scope, Send
from flowchat.http.lean import Lean

Ask = Callable[..., tuple[tuple[Any, ...], bool]]


@pytest.fixture
def either_way(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Ask by both ways; returns the one answer, and whether the short way gave it."""
    answer, call, taken, short = Lean._answer, Lean.__call__, [False], [True]

    async def noted(self: Lean, *args: Any) -> bool:
        taken[0] = await answer(self, *args)
        return taken[0]

    async def chosen(self: Lean, scope: Scope, receive: Receive, send: Send) -> None:
        await (call(self, scope, receive, send) if short[0] else self._bridge(scope, receive, send))

    monkeypatch.setattr(Lean, "_answer", noted)
    monkeypatch.setattr(Lean, "__call__", chosen)
    with httpx.Client(base_url=server.http) as http:

        def ask(
            token: str | None, query: str, path: str = "/api/sync/", **headers: str
        ) -> tuple[tuple[Any, ...], bool]:
            found = []
            named = {**headers, **({"Authorization": f"Bearer {token}"} if token is not None else {})}
            for short[0] in (True, False):
                taken[0] = taken[0] and not short[0]
                found.append(_seen(http.get(f"{path}?{query}", headers=named)))
            assert found[0] == found[1]
            was_taken, taken[0] = taken[0], False
            return found[0], was_taken

        yield ask


def _seen(answer: httpx.Response) -> tuple[Any, ...]:
    """What an answer says. Its keys may stand in another order, with spaces or without."""
    own = ("content-length", "date", "x-request-id")
    headers = {name: value for name, value in answer.headers.items() if name not in own}
    return answer.status_code, headers, answer.json()


def test_the_short_way_answers_whoever_may_hear(cast: Cast, either_way: Ask) -> None:
    cast.say("One")
    cast.say("Zwei \u2028")
    token = token_for(cast.bob)
    for stream in ("community", user_stream(cast.bob.id), cast.stream):
        for after in (0, 1, 2, 99):
            (status, _, told), short = either_way(token, f"stream={stream}&after={after}")
            assert (status, short) == (200, True)
            assert told["stream"] == stream
    assert either_way(token, f"after=0&stream={cast.stream}", "/api/sync")[1]
    assert either_way(token, f"stream={cast.stream}&after=0", Origin="https://other.example")[1]


def test_refusals_are_the_bridges(cast: Cast, either_way: Ask) -> None:
    cast.say("One")
    session = sign_in(cast.bob)
    ended = token_for(cast.bob, session)
    sign_out(session)
    good = token_for(cast.bob)
    for token, query, status in [
        (token_for(cast.carol), f"stream={cast.stream}&after=0", 404),
        (good, f"stream={user_stream(cast.alice.id)}&after=0", 404),
        (good, f"stream={cast.stream.upper()}&after=0", 400),
        (ended, f"stream={cast.stream}&after=0", 401),
        ("nonsense", f"stream={cast.stream}&after=0", 401),
        (None, f"stream={cast.stream}&after=0", 401),
        (good, "", 400),
        (good, f"stream={cast.stream}", 400),
        (good, f"stream={cast.stream}&after=", 400),
        (good, f"stream={cast.stream}&after=-1", 400),
        (good, f"stream={cast.stream}&after=x", 400),
        (good, f"stream={cast.stream}&after=9223372036854775808", 400),
        (good, "stream=%00&after=0", 400),
        (good, "stream=%ff&after=0", 400),
    ]:
        (found, _, _), short = either_way(token, query)
        assert (found, short) == (status, False), query


@pytest.mark.parametrize(
    "tail",
    ["&more=1", "&after=1", "&stream=community", "&", ";x", "&after=%31", "#x", "&=", "&stream", "%20"],
)
def test_odd_questions_are_the_bridges_too(cast: Cast, either_way: Ask, tail: str) -> None:
    either_way(token_for(cast.bob), f"stream={cast.stream}&after=0{tail}")


@pytest.mark.parametrize(
    "after", ["00", "+1", "1.0", " 1", "1_0", "\u0661", "1e0", "000000000000000000000001"]
)
def test_odd_numbers_mean_the_same(cast: Cast, either_way: Ask, after: str) -> None:
    either_way(token_for(cast.bob), str(httpx.QueryParams({"stream": cast.stream, "after": after})))
