"""The plan follows from the seed, and has a way to be done for every kind."""

import uuid
from random import Random

from chaos.fleet.clock import Clock
from chaos.nemesis.faults import FAULTS
from chaos.nemesis.plan import KINDS, make_plan


def test_a_seed_always_makes_the_same_plan() -> None:
    assert make_plan(7, 45) == make_plan(7, 45)
    assert make_plan(7, 45) != make_plan(8, 45)


def test_every_kind_comes_in_a_short_run_and_again_in_a_long_one() -> None:
    assert FAULTS.keys() == KINDS.keys()
    short, long = make_plan(1, 45), make_plan(1, 600)
    assert {one.kind for one in short} == {one.kind for one in long} == KINDS.keys()
    assert len(long) > 10 * len(short)


def test_a_plan_keeps_to_its_time_and_its_kinds() -> None:
    plan = make_plan(3, 30, ("kill-worker", "cut-redis"))
    assert {one.kind for one in plan} == {"kill-worker", "cut-redis"}
    assert all(0 < one.at < 30 and 0 <= one.choice < 1 for one in plan)
    assert [one.at for one in plan] == sorted(one.at for one in plan)
    assert all(KINDS[one.kind][0] <= one.seconds <= KINDS[one.kind][1] for one in plan)


def test_ids_carry_the_time_of_a_clock_that_may_be_wrong() -> None:
    clock = Clock()
    clock.offset = -86_400
    made = uuid.UUID(clock.new_id(Random(1)))
    assert made.version == 7
    assert abs((made.int >> 80) / 1000 - clock.now()) < 60
