"""The simulation of docs/scaling.md: the arithmetic, and that it can be run from what bin/bench load wrote."""

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench.scaling_redis import redis_costs
from bench.scaling_simulation import (
    Assumptions,
    Costs,
    Part,
    Traffic,
    costs_from,
    draw_traffic,
    plan,
    report,
    sensitivity,
    simulate,
)

COSTS = Costs(
    message=3.0,
    delivery=0.02,
    socket_second=0.04,
    database_message=1.0,
    redis_message=0.05,
    redis_publish=0.01,
    redis_pass_on=0.005,
    return_=10.0,
    socket_kb=20.0,
)
ASSUMED = Assumptions()


def test_a_part_takes_as_many_machines_as_its_scarcest_resource() -> None:
    part = Part("x", {"CPU": 2.1, "memory": 3.0})
    assert (part.machines, part.limit) == (3, "memory")
    assert Part("x", {"CPU": 0.01}).machines == 1


def test_how_many_gateways_a_message_reaches() -> None:
    traffic = Traffic(listeners=8, hottest=0.1, sizes=Counter({8: 1}))
    rng = random.Random(1)
    drawn = sum(len({rng.randrange(20) for _ in range(8)}) for _ in range(4000)) / 4000
    assert traffic.gateways_hit(20) == pytest.approx(drawn, rel=0.01)
    assert traffic.gateways_hit(1) == pytest.approx(1)


def test_rooms_are_drawn_the_same_each_time_and_large_ones_count_for_more() -> None:
    traffic = draw_traffic(ASSUMED)
    assert traffic == draw_traffic(ASSUMED)
    assert traffic != draw_traffic(ASSUMED, seed=2)
    assert traffic.listeners > 2 * ASSUMED.room_median
    assert 0 < traffic.hottest < 0.01


def test_machines_follow_from_costs() -> None:
    _, workers, primaries, _ = plan(COSTS, ASSUMED, draw_traffic(ASSUMED), divided=True)
    core_seconds = ASSUMED.cores * ASSUMED.busy
    assert workers.needs["CPU"] == pytest.approx(1e5 * 0.003 / core_seconds)
    assert primaries.needs["CPU"] == pytest.approx(1e5 * 0.001 / core_seconds)


def test_a_small_install_fits_on_one_machine_of_each() -> None:
    small = replace(ASSUMED, sockets=2000, messages=100)
    assert [part.machines for part in plan(COSTS, small, draw_traffic(small), divided=False)] == [1, 1, 1, 1]


def test_presence_to_everyone_is_what_gives_way_first() -> None:
    traffic = draw_traffic(ASSUMED)
    now, later = (plan(COSTS, ASSUMED, traffic, divided=divided) for divided in (False, True))
    assert now[0].machines > later[0].machines
    assert now[3].machines > later[3].machines
    assert now[1:3] == later[1:3]


def test_what_is_doubled_costs_at_most_twice_as_much() -> None:
    factors = sensitivity(COSTS, ASSUMED)
    assert all(1 <= factor < 2.1 for factor in factors.values())
    assert factors["assumed: messages"] > factors["measured: socket_kb"]


def test_it_reads_what_the_load_wrote(tmp_path: Path) -> None:
    each = {"server": 1.0, "PostgreSQL": 2.0, "Redis": 0.5}
    names = (
        "a message without its deliveries",
        "a delivery",
        "a socket that hears nothing, a second",
        "return with new tokens",
    )
    file = tmp_path / "load.json"
    file.write_text(
        json.dumps(
            {
                "cpu_ms": dict.fromkeys(names, each),
                "socket_kb": {"server": 18.0},
                "redis_ms": {"publish": 0.01, "pass_on": 0.005},
            }
        )
    )
    costs = costs_from(file)
    assert (costs.message, costs.database_message, costs.redis_message, costs.socket_kb) == (1, 2, 0.5, 18)
    assert "| gateways |" in report(costs, ASSUMED)
    assert "## 1,000,000 sockets" in simulate(file)


def test_what_redis_takes_is_measured_apart() -> None:
    costs = redis_costs(4000)
    assert costs["pass_on"] > 0
