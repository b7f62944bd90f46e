"""bin/bench load in a short form, so that it can't rot, and what it would say if something went wrong."""

import asyncio
import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from bench.load_fleet import Fleet
from bench.load_numbers import Times, line_through
from bench.load_person import Journal, LoadPerson, text_of, words_of
from bench.load_report import report
from bench.load_results import Load, Results, Return, costs_of
from bench.load_watch import Looks
from tools.prepare import PYTHON, ROOT

SHORT = {
    "sockets": 30,
    "room-size": 5,
    "per-second": 40,
    "minutes": 0.06,
    "hall": 20,
    "hall-seconds": 1,
    "signing-in": 4,
    "idle-seconds": 0.5,
    "away-seconds": 0.3,
    "calm-seconds": 1,
}


@pytest.mark.timeout(600)  # twelve processes come and go; on a busy machine that takes its time
def test_a_short_run(tmp_path: Path) -> None:
    into = tmp_path / "load.md"
    arguments = [part for name, value in SHORT.items() for part in (f"--{name}", str(value))]
    done = subprocess.run(
        [str(PYTHON), "-m", "bench.load", *arguments, "--into", str(into)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(into.with_suffix(".json").read_text())
    assert told["faults"] == []
    assert told["expected"] > SHORT["per-second"] * SHORT["minutes"] * 60 * SHORT["room-size"] * 0.9
    assert told["latency_ms"]["p50"] > 0
    assert all(told["cpu_ms"]["a message in a small room, everything included"].values())
    assert len(told["caught_up_seconds"]) == 2
    assert "**Errors:** none." in into.read_text()


def event(stream: str, seq: int, number: int) -> dict[str, object]:
    message = {"type": "message.sent", "message": {"text": text_of(number, 1)}}
    return {"type": "event", "stream": stream, "seq": seq, "event": message}


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def person(journal: Journal) -> LoadPerson:
    someone = LoadPerson("load0", "10.1.0.1", 1, journal)
    someone._hear({"type": "ready", "heads": {"room.1": 4}})
    return someone


def test_what_is_early_waits_and_what_is_known_is_dropped(person: LoadPerson, journal: Journal) -> None:
    for seq in (5, 7, 6):
        person._park(event("room.1", seq, seq), live=True)
        person._park(event("room.1", seq, seq), live=False)
    assert list(person.heard) == [5, 6, 7]
    assert len(journal.latencies) == 3


def test_a_socket_must_tell_each_event_once_and_in_order(person: LoadPerson, journal: Journal) -> None:
    for seq in (5, 6, 6):
        person._hear(event("room.1", seq, seq))
    assert (journal.doubled, journal.troubles) == (1, Counter())
    person._hear(event("room.1", 9, 9))
    assert journal.troubles == Counter({"a hole on a socket": 1})
    assert list(person.heard) == [5, 6]


def test_what_was_not_heard_is_missing_and_what_nobody_sent_is_strange() -> None:
    async def compare() -> dict[str, object]:
        plan = {"fleet": 0, "port": 1, "room_size": 2, "hall_size": 0, "quiet_seconds": 0.1}
        fleet = Fleet({**plan, "people": [(f"load{number}", "10.1.0.1") for number in range(4)]})
        near, far = fleet._rooms
        near.accepted, far.accepted = {1, 2}, {3}
        for someone in near.people:
            someone.heard.extend([1, 2])
        far.people[0].heard.extend([3, 3])
        far.people[1].heard.append(1)
        return await fleet.report()

    told = asyncio.run(compare())
    assert (told["expected"], told["missing"], told["doubled"], told["strange"]) == (6, 1, 1, 1)


def test_words_of_others_are_none_of_ours() -> None:
    assert words_of(event("room.1", 1, 17)) == (17, 1)
    assert words_of({"event": {"type": "message.sent", "message": {"text": "Hello"}}}) is None
    assert words_of({"event": {"type": "room.read", "user_id": "x"}}) is None


def test_times_add_up() -> None:
    times = Times().merge([_times(range(1, 51)), Times(_times(range(51, 101)).told())])
    assert (times.at(0.5), times.at(0.99), times.at(1.0)) == (50, 99, 100)
    assert Times().at(0.5) == 0


def _times(milliseconds: range) -> Times:
    times = Times()
    for one in milliseconds:
        times.add(one / 1000)
    return times


def test_a_line_and_how_sure_it_is() -> None:
    assert line_through([(0, 1), (1, 3), (2, 5)]) == pytest.approx((2, 0))
    slope, error = line_through([(0, 0), (1, 1), (2, 0), (3, 1)])
    assert slope == pytest.approx(0.2)
    assert error == pytest.approx(0.283, abs=0.001)
    with pytest.raises(ValueError, match="three points"):
        line_through([(0, 0), (1, 1)])


def a_run(*, waiting: float) -> Results:
    """A run in which a message costs 3 ms, a delivery 0.1 ms and the sockets 1 % of a core."""
    looks = Looks(numbers={"work that waits for a thread": [(at, waiting) for at in range(200)]})
    results = Results(looks=looks, people=10, sign_in_seconds=1, connect_seconds=1)
    results.idle = Load(0, 10, _cpu(0.1))
    results.talk = Load(10, 20, _cpu(0.1 + 1.0 * 3 + 10.0 * 0.1), _counted(1000), _counted(10000))
    results.hall = Load(20, 30, _cpu(0.1 + 0.1 * 3 + 20.0 * 0.1), _counted(100), _counted(20000))
    results.returns = [Return(False, 40, 50, 60, _cpu(1), [1.0] * 10, [2.0] * 10, 5)]
    return results


def _cpu(seconds: float) -> dict[str, float]:
    return dict.fromkeys(("server", "PostgreSQL", "Redis"), seconds)


def _counted(count: int) -> Times:
    return Times({"100": count})


def test_costs_are_told_apart() -> None:
    costs = costs_of(a_run(waiting=0))
    assert costs["a message without its deliveries"]["server"] == pytest.approx(3)
    assert costs["a delivery"]["server"] == pytest.approx(0.1)
    assert costs["a socket that hears nothing, a second"]["server"] == pytest.approx(1)


def test_a_queue_that_stays_is_a_fault() -> None:
    assert a_run(waiting=0).faults() == []
    (fault,) = a_run(waiting=3).faults()
    assert "outlived the return with the tokens they have" in fault
    assert f"**Errors:** {fault}." in report({}, {}, a_run(waiting=3))
