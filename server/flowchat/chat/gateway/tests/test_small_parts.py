"""The parts that need neither a server nor a database."""

import asyncio

import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from flowchat.chat.gateway import lines
from flowchat.chat.gateway.frames import Encoded, read_client_frame
from flowchat.chat.gateway.limits import TokenBucket
from flowchat.chat.gateway.lines import AsgiLine
from flowchat.chat.gateway.origin import may_connect
from flowchat.chat.gateway.turns import Turn
from flowchat.chat.gateway.watch import Watch
from flowchat.chat.wire import Wire
from flowchat.http.asgi import Message


class Word(Wire):
    """Something of a chosen size."""

    text: str


def _of_size(size: int) -> Encoded:
    empty = len(Encoded(Word(text="")).text)
    return Encoded(Word(text="x" * (size - empty)))


@pytest.mark.parametrize("size", [20, 125, 126, 127, 65535, 65536, 200_000])
def test_prebuilt_frames_are_what_the_standard_says(size: int) -> None:
    """RFC 6455 section 5.2, as another implementation reads it."""
    encoded = _of_size(size)
    reader = StreamReader()
    reader.feed_data(encoded.wire)
    reader.feed_eof()
    parsing = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as read:
        next(parsing)
    frame = read.value.value
    assert (frame.opcode, frame.fin, len(frame.data)) == (Opcode.TEXT, True, size)
    assert bytes(frame.data).decode() == encoded.text


def test_a_bucket_allows_a_burst_and_then_a_rate() -> None:
    now = 0.0
    bucket = TokenBucket(burst=3, per_second=2, clock=lambda: now)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now = 0.5
    assert [bucket.take() for _ in range(2)] == [True, False]
    now = 100.0
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def test_a_lone_surrogate_is_not_understood() -> None:
    with pytest.raises(ValueError, match="JSON"):
        read_client_frame('{"type": "authenticate", "token": "\\ud800"}')


@pytest.mark.parametrize(
    ("host", "origin", "allowed"),
    [
        ("localhost:8000", "http://localhost:8000", True),
        ("localhost", "http://localhost:80", True),
        ("localhost", "https://localhost", True),
        ("LOCALHOST:8000", "http://localhost:8000", True),
        ("[::1]:8000", "http://[::1]:8000", True),
        ("localhost:8000", "http://localhost", False),
        ("localhost:8000", "http://127.0.0.1:8000", False),
        ("localhost:8000", "file://localhost:8000", False),
        ("localhost:8000", "http://localhost:8000.evil.example", False),
        ("localhost:8000", "http://localhost:8000@evil.example", False),
        ("localhost:8000", "null", False),
        ("localhost:8000", "", False),
        ("evil.example", "http://evil.example", False),
        ("", "http://localhost", False),
    ],
)
def test_origins(host: str, origin: str, allowed: bool) -> None:
    scope = {"headers": [(b"host", host.encode()), (b"origin", origin.encode())]}
    assert may_connect(scope) is allowed


class Slow:
    """An ASGI server that stalls until told, and whose client says what is put into `inbox`."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.inbox: asyncio.Queue[Message] = asyncio.Queue()
        self.sent: list[str] = []
        self.codes: list[int] = []
        self.error: Exception | None = None

    async def send(self, message: Message) -> None:
        await self.open.wait()
        if self.error:
            raise self.error
        if message["type"] == "websocket.close":
            self.codes.append(message["code"])
        else:
            self.sent.append(message["text"])

    def line(self) -> AsgiLine:
        return AsgiLine(self.inbox.get, self.send)


class Diary:
    """A listener that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[str | int | None] = []

    def heard(self, text: str | None) -> None:
        self.told.append(text)

    def left(self, code: int) -> None:
        self.told.append(code)


async def test_frames_wait_in_order_and_the_close_waits_for_them() -> None:
    server, diary = Slow(), Diary()
    line = server.line()
    attending = asyncio.create_task(line.attend(diary, Turn()))
    for size in (20, 21, 22):
        line.write(_of_size(size))
    await asyncio.sleep(0)
    assert line.buffered() > 60
    line.close(4401)
    line.write(_of_size(23))
    await asyncio.sleep(0)
    assert not attending.done()
    server.open.set()
    await attending
    assert [len(text) for text in server.sent] == [20, 21, 22]
    assert (server.codes, diary.told) == ([4401], [])
    assert line.buffered() == 0


async def test_who_does_not_take_the_close_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "CLOSE_PATIENCE_SECONDS", 0.05)
    server = Slow()
    line = server.line()
    line.write(_of_size(20))
    line.close(4401)
    await asyncio.wait_for(line.attend(Diary(), Turn()), 5)
    assert (server.sent, server.codes) == ([], [])


async def test_who_falls_too_far_behind_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BUFFER_BYTES", 100)
    server, diary = Slow(), Diary()
    line = server.line()
    attending = asyncio.create_task(line.attend(diary, Turn()))
    await asyncio.sleep(0)
    line.write(_of_size(60))
    await asyncio.sleep(0)
    assert not attending.done()
    line.write(_of_size(60))
    line.write(_of_size(60))
    await attending
    assert diary.told == [1006]
    server.open.set()
    await asyncio.sleep(0)
    assert server.sent == []


async def test_what_a_client_says_and_that_it_left_is_told_once() -> None:
    server, diary = Slow(), Diary()
    for text in ("one", None):
        server.inbox.put_nowait({"type": "websocket.receive", "text": text, "bytes": b""})
    server.inbox.put_nowait({"type": "websocket.disconnect", "code": 1001})
    line = server.line()
    await line.attend(diary, Turn())
    line.close(4401)
    assert diary.told == ["one", None, 1001]
    assert server.codes == []


@pytest.mark.parametrize("error", [OSError(), RuntimeError("after close")])
async def test_a_lost_client_is_no_error(error: Exception) -> None:
    server, diary = Slow(), Diary()
    server.error = error
    server.open.set()
    line = server.line()
    line.write(_of_size(20))
    line.close(1000)
    await line.attend(diary, Turn())
    assert (server.sent, diary.told) == ([], [])


class Egg:
    """Something with a deadline."""

    def __init__(self, deadline: float, watch: Watch) -> None:
        self.deadline = deadline
        self.done = False
        self._watch = watch

    def expire(self) -> None:
        self.done = True
        self._watch.discard(self)


async def test_the_watch_ends_what_is_due_and_rests_when_there_is_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flowchat.chat.gateway.watch.LOOK_SECONDS", 0.01)
    watch, now = Watch(), asyncio.get_running_loop().time()
    due, later = Egg(now, watch), Egg(now + 60, watch)
    watch.add(due)
    watch.add(later)
    await asyncio.sleep(0.1)
    assert (due.done, later.done) == (True, False)
    assert watch._timer is not None
    watch.discard(later)
    await asyncio.sleep(0.1)
    assert watch._timer is None


class BadEgg(Egg):
    """One whose end goes wrong."""

    def expire(self) -> None:
        raise RuntimeError


async def test_one_that_can_not_be_ended_keeps_nobody_else_alive(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("flowchat.chat.gateway.watch.LOOK_SECONDS", 0.01)
    watch, now = Watch(), asyncio.get_running_loop().time()
    eggs = [BadEgg(now, watch), Egg(now, watch), Egg(now + 0.05, watch)]
    for one in eggs:
        watch.add(one)
    await asyncio.sleep(0.3)
    assert [one.done for one in eggs] == [False, True, True]
    assert "could not be ended" in caplog.text
    caplog.clear()
