"""bin/bench: its arithmetic, and that the crowd, the floor and the tutorial stack do what they are measured at."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.speed import results
from bench.speed.crowd import Crowd, Words, text_of
from bench.speed.lab import Lab, Runs
from bench.speed.meter import cpu_of, memory_of
from bench.speed.opening import statements
from bench.speed.results import Figure, Row, Target
from bench.speed.run import keep
from bench.speed.systems import Filling, System, floor, flowchat
from bench.speed.tutorial import tutorial
from tools.prepare import PYTHON

THREE = Figure([3, 1, 2])


def row(target: Target, **others: Figure) -> Row:
    return Row("W0", "CPU", "ms", target, THREE, **others)


def test_figures_are_medians_with_their_span() -> None:
    assert THREE.told() == {"min": 1, "median": 2, "max": 3, "runs": [3, 1, 2]}
    assert Figure([0.000123456]).told()["median"] == 0.0001235


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target(2), True),
        (Target(1.9), False),
        (Target(2, at_least=True), True),
        (Target(2.1, at_least=True), False),
        (Target(0.5, "floor"), True),
        (Target(0.4, "floor"), False),
        (Target(1 / 20, "tutorial"), True),
        (Target(1 / 21, "tutorial"), False),
    ],
)
def test_a_target_is_judged_by_medians(target: Target, met: bool) -> None:
    assert row(target, floor=Figure([4]), tutorial=Figure([40])).met is met


def test_a_target_that_speaks_of_what_was_not_measured_is_open() -> None:
    alone = row(Target(1 / 20, "tutorial"))
    assert (alone.met, alone.ratio) == (None, None)
    assert "not measured" in results.table([alone.told()])[-1]


def test_the_table() -> None:
    lines = results.table(
        [
            row(Target(2.0, "floor"), floor=Figure([1])).told(),
            row(Target(1 / 20, "tutorial"), tutorial=Figure([50])).told(),
            row(Target(4000, at_least=True)).told(),
        ]
    )
    assert lines[2] == "| W0 | CPU, ms | ≤ 2 × floor | 2 (1 to 3) | 1 |  | 2.00 × | yes |"
    assert lines[3] == "| W0 | CPU, ms | ≤ 1/20 tutorial | 2 (1 to 3) |  | 50 | 1/25 | yes |"
    assert lines[4] == "| W0 | CPU, ms | ≥ 4,000 ms | 2 (1 to 3) |  |  |  | **no** |"


def test_results_are_kept_and_compared(tmp_path: Path) -> None:
    told = {"made": {"at": "today", "commit": "abc"}, "rows": [row(Target(2)).told()], "details": {}}
    keep(told, tmp_path / "then.json")
    now = {**told, "rows": [Row("W0", "CPU", "ms", Target(2), Figure([1])).told()]}
    assert (
        results.comparison(now, results.read(tmp_path / "then.json"))[-1]
        == "| W0 | CPU, ms | 2 | 1 | -50 % |"
    )
    assert "| W0 | CPU, ms |" in (tmp_path / "then.md").read_text()


def test_runs_and_how_many() -> None:
    runs = Runs()
    for value in (1.0, 2.0, 3.0):
        runs.add(cpu=value)
    assert runs["cpu"].median == 2
    assert [Lab(runs=5).times(name) for name in ("FlowChat", "tutorial")] == [5, 2]
    assert Lab(quick=True, runs=5).times("FlowChat") == 1


@pytest.mark.parametrize("wrong", ["refused", "lost", "wrong", "heard", "sums_agree"])
def test_a_server_that_loses_something_is_not_measured(wrong: str) -> None:
    told = {"client_cpu": 1, "seconds": 2, "refused": 0, "lost": 0, "wrong": 0, "heard": 5, "expected": 5}
    good = {**told, "sums_agree": True}
    lab = Lab()
    lab.judge(good, "FlowChat")
    assert lab.client_share == 0.5
    with pytest.raises(AssertionError, match="did not do"):
        lab.judge({**good, wrong: False if wrong == "sums_agree" else 1}, "FlowChat")


def test_cpu_and_memory_of_a_tree() -> None:
    import os

    before = cpu_of({"us": os.getpid()})["us"]
    deadline = before + 0.1
    while cpu_of({"us": os.getpid()})["us"] < deadline:
        pass
    memory = memory_of({"us": os.getpid()})["us"]
    assert 0 < memory.own < memory.pss <= memory.rss
    assert memory.less(memory).pss == 0


# ---- real sockets


def test_everyone_hears_each_message_from_the_floor() -> None:
    with floor(Filling(10, [range(10)])) as system, system.crowd() as crowd:
        assert crowd.connect(10)["standing"] == 10
        crowd.sends(system.sends(system.rooms, turns=10))
        for told in (crowd.pace(200, 8), crowd.window(20, 8), crowd.loop(2, 0.05)):
            Lab().judge(told, "floor")
            assert told["heard"] == told["deliveries"]["count"] == 10 * told["sent"] > 0
            assert told["answers"]["count"] == told["accepted"] == told["sent"]
            assert 0 < told["deliveries"]["p50"] <= told["deliveries"]["max"]


@contextmanager
def answering(answer: Callable[[int], bytes]) -> Iterator[int]:
    """A server that answers the n-th request of all with what it is told, and hangs up on an empty answer."""
    door = socket.create_server(("127.0.0.1", 0))
    count = 0

    def serve() -> None:
        nonlocal count
        while True:
            try:
                line, _ = door.accept()
            except OSError:
                return
            with line:
                while line.recv(65536):
                    count += 1
                    if not (said := answer(count)):
                        break
                    line.sendall(said)

    threading.Thread(target=serve, daemon=True).start()
    with door:
        yield door.getsockname()[1]


def said(status: int, body: str = "") -> bytes:
    return f"HTTP/1.1 {status} Told\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode()


REQUEST = "POST / HTTP/1.1\r\nContent-Length: 200\r\n\r\n" + text_of()


def test_the_crowd_tells_what_was_refused() -> None:
    with answering(lambda count: said(429 if count % 2 else 201)) as port, Crowd(port) as crowd:
        crowd.sends([Words(REQUEST, 0)])
        told = crowd.window(1, 6, lines=1)
    assert (told["accepted"], told["refused"], told["status"]) == (3, 3, 429)


def test_the_crowd_tells_what_was_hung_up_on() -> None:
    with answering(lambda count: b"" if count == 2 else said(201)) as port, Crowd(port) as crowd:
        crowd.sends([Words(REQUEST, 0)])
        told = crowd.window(1, 3, lines=1)
    assert (told["accepted"], told["refused"], told["lost"]) == (2, 1, 1)


def test_the_crowd_counts_what_it_reads() -> None:
    two = json.dumps([text_of(), text_of()])
    with answering(lambda _: said(200, two)) as port, Crowd(port) as crowd:
        crowd.asks([Words("GET / HTTP/1.1\r\n\r\n", 2)])
        right = crowd.fetch(3)
        crowd.asks([Words("GET / HTTP/1.1\r\n\r\n", 3)])
        wrong = crowd.fetch(3)
    assert (right["accepted"], right["wrong"]) == (3, 0)
    assert (wrong["accepted"], wrong["wrong"]) == (0, 3)


# ---- real servers


def play(system: System) -> dict[str, Any]:
    """Two rooms of two: talk, lose the connection, miss something, come back; read the past of a third room."""
    lab = Lab()
    talking, full = system.rooms[:2], system.rooms[2]
    with system.crowd(talking) as crowd:
        lab.judge(crowd.connect(4), system.name)
        crowd.sends(system.sends(talking, turns=2))
        told = crowd.pace(20, 4)
        lab.judge(told, system.name)
        crowd.drop()
        crowd.sends(system.sends(talking, turns=2, hears=0))
        lab.judge(crowd.window(1, 4, lines=1), system.name)
        heads = system.heads_after(system.heads_after(system.heads[:2], 2), 2)
        before = system.heads_after(system.heads[:2], 2)
        assert heads != before
        crowd.asks(
            Words(system.missed(who, room, head), 2)
            for room, head in zip(talking, before, strict=True)
            for who in room.members
        )
        back = crowd.back(4)
        crowd.asks([Words(system.page(0, full, system.heads[2] - 3), 50)])
        page = crowd.fetch(2)
        lab.judge(page, system.name)
    return {"heard": told["heard"], "caught_up": back["caught_up"]["count"], "pages": page["accepted"]}


FILLING = Filling(4, [[0, 1], [2, 3], [0]], [0, 0, 60])
PLAYED = {"heard": 8, "caught_up": 4, "pages": 2}


def test_flowchat_is_measured() -> None:
    with flowchat(FILLING) as system:
        assert play(system) == PLAYED
        assert set(system.roots) == {"server", "PostgreSQL"}
        with statements(system.postgres) as asked:
            me = httpx.get(
                f"http://127.0.0.1:{system.port}/api/me/",
                headers={"Authorization": f"Bearer {system.tokens[0]}"},
            )
        assert me.status_code == 200
        assert asked == ["SELECT"], "who asks, and nothing else: as PostgreSQL's log has it"


def test_the_tutorial_stack_works() -> None:
    # With the packages of this environment: its own is made when it is measured.
    with tutorial(FILLING, python=PYTHON) as system:
        assert play(system) == PLAYED
        assert set(system.roots) == {"server", "PostgreSQL", "Redis"}
