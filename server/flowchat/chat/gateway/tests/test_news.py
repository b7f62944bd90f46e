"""Events between the threads and the hub: at once at rest, together under load, and always in their order."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from django.utils import timezone

from flowchat.chat.events.arrived import Announced, Arrived
from flowchat.chat.gateway.news import LONGEST_PAUSE_SECONDS, News
from flowchat.chat.gateway.turns import Together, Turn


def announced(seq: int) -> Announced:
    return Arrived(stream="community", seq=seq, at=timezone.now(), kind="community.changed", json=b"{}")


class Time:
    """The loop, with a clock that only the test moves: a machine that stands still for a while changes nothing."""

    def __init__(self) -> None:
        self.now = 0.0
        self._loop = asyncio.get_running_loop()
        self.call_soon = self._loop.call_soon
        self.call_soon_threadsafe = self._loop.call_soon_threadsafe
        self._later: list[tuple[float, asyncio.Handle]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, work: Callable[[], None]) -> asyncio.Handle:
        handle = asyncio.Handle(work, (), self._loop)
        self._later.append((self.now + seconds, handle))
        return handle

    async def pass_by(self, seconds: float) -> None:
        """Let so much time pass, and do what is due by then."""
        self.now += seconds
        due = [handle for at, handle in self._later if at <= self.now and not handle.cancelled()]
        self._later = [(at, handle) for at, handle in self._later if at > self.now]
        for handle in due:
            handle._run()
        for _ in range(5):
            await asyncio.sleep(0)


class Turns:
    """Remembers what was handed out together. Each takes as long as told."""

    def __init__(self, clock: Time | None = None, seconds: float = 0.0) -> None:
        self.seqs: list[list[int]] = []
        self._clock = clock
        self._seconds = seconds
        self._turn = -1
        self._now = 0
        asyncio.get_running_loop().call_soon(self._count)

    def _count(self) -> None:
        self._now += 1
        asyncio.get_running_loop().call_soon(self._count)

    def receive(self, envelope: Announced) -> None:
        if self._turn != self._now:
            self._turn = self._now
            self.seqs.append([])
        self.seqs[-1].append(envelope.seq)
        if self._clock is not None:
            self._clock.now += self._seconds


async def test_at_rest_nothing_waits() -> None:
    turns = Turns()
    brought = News(turns.receive, Turn(), asyncio.get_running_loop())
    for seq in (1, 2, 3):
        brought.bring(announced(seq))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert turns.seqs[-1] == [seq]
        assert brought._later is None
        await asyncio.sleep(0.02)


async def test_under_load_what_comes_meanwhile_goes_together() -> None:
    clock = Time()
    turns = Turns(clock, seconds=0.005)
    brought = News(turns.receive, Turn(), clock)  # type: ignore[arg-type]  # as much of a loop as it needs
    brought.bring(announced(1))
    await clock.pass_by(0)
    for seq in (2, 3, 4):
        brought.bring(announced(seq))
        await clock.pass_by(0.001)
    assert turns.seqs == [[1]]
    # The pause is twice as long as the turn was.
    await clock.pass_by(0.0069)
    assert turns.seqs == [[1]]
    await clock.pass_by(0.0002)
    assert turns.seqs == [[1], [2, 3, 4]]


async def test_a_pause_is_never_long() -> None:
    clock = Time()
    turns = Turns(clock, seconds=60)
    brought = News(turns.receive, Turn(), clock)  # type: ignore[arg-type]  # as above
    for seq in (1, 2):
        brought.bring(announced(seq))
        await clock.pass_by(0)
    assert turns.seqs == [[1]]
    await clock.pass_by(LONGEST_PAUSE_SECONDS + 0.0001)
    assert turns.seqs == [[1], [2]]


async def test_nothing_is_left_lying_and_the_order_stays() -> None:
    turns = Turns()
    brought = News(turns.receive, Turn(), asyncio.get_running_loop())
    count = 20_000

    def publish() -> None:
        for seq in range(count):
            brought.bring(announced(seq))

    thread = threading.Thread(target=publish)
    thread.start()
    await asyncio.to_thread(thread.join)
    for _ in range(3000):
        if sum(map(len, turns.seqs)) == count:
            break
        await asyncio.sleep(0.01)
    assert [seq for turn in turns.seqs for seq in turn] == list(range(count))
    assert not brought._waiting


async def test_after_the_end_nothing_is_handed_out() -> None:
    clock = Time()
    turns = Turns(clock, seconds=0.005)
    brought = News(turns.receive, Turn(), clock)  # type: ignore[arg-type]  # as above
    for seq in (1, 2):
        brought.bring(announced(seq))
        await clock.pass_by(0)
    brought.stop()
    await clock.pass_by(1)
    assert turns.seqs == [[1]]


class Pen:
    """A line that writes down what it would write."""

    def __init__(self, *frames: bytes) -> None:
        self.frames = frames
        self.written: list[bytes] = []

    def flush(self, together: Together) -> None:
        self.written.append(together.join(self.frames))

    def abort(self) -> None:
        raise AssertionError("nothing went wrong here")


class Broken(Pen):
    """A line that can't be written to."""

    was_dropped = False

    def flush(self, together: Together) -> None:
        raise RuntimeError

    def abort(self) -> None:
        self.was_dropped = True


def _fail_within(turn: Turn, pens: list[Pen]) -> None:
    with turn.open():
        for pen in pens:
            turn.wait(pen)
        raise ZeroDivisionError


def test_a_turn_flushes_everyone_whatever_happened() -> None:
    turn, one, two, three = Turn(), Pen(b"a", b"b"), Pen(b"b", b"a"), Pen(b"a", b"b")
    with pytest.raises(ZeroDivisionError):
        _fail_within(turn, [one, two, three])
    assert [one.written, two.written, three.written] == [[b"ab"], [b"ba"], [b"ab"]]
    assert one.written[0] is three.written[0], "joined once"
    assert not turn.is_open
    with turn.open():
        pass
    assert one.written == [b"ab"]


def test_one_that_can_not_be_written_to_costs_the_others_nothing(caplog: pytest.LogCaptureFixture) -> None:
    turn, broken, good = Turn(), Broken(), Pen(b"a")
    with turn.open():
        turn.wait(broken)
        turn.wait(good)
    assert (broken.was_dropped, good.written) == (True, [b"a"])
    assert "could not be written to" in caplog.text
    caplog.clear()
