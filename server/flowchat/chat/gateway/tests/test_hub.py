"""The hub's promises: every stream in order, nothing twice, and silence from the moment of removal."""

import asyncio
import random
from collections.abc import Callable

import pytest

from flowchat.chat.events.streams import user_stream
from flowchat.chat.events.types import Envelope
from flowchat.chat.gateway import feed
from flowchat.chat.gateway.tests.worlds import World
from flowchat.chat.ids import new_id


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "OVERTAKEN_SECONDS", 0)
    monkeypatch.setattr(feed, "RETRY_SECONDS", 0)


@pytest.fixture
async def world() -> World:
    return World()


async def settle(done: Callable[[], bool]) -> None:
    """Let the loop run until something is so, or show that it never becomes so."""
    for _ in range(1000):
        if done():
            return
        await asyncio.sleep(0)
    raise AssertionError("It did not settle.")


async def quiet(rounds: int = 50) -> None:
    for _ in range(rounds):
        await asyncio.sleep(0)


def misbehave(envelopes: list[Envelope], chance: random.Random) -> list[Envelope]:
    """Drop a fifth, repeat a fifth, shuffle all."""
    kept = [one for one in envelopes if chance.random() > 0.2]
    kept += [one for one in kept if chance.random() < 0.2]
    chance.shuffle(kept)
    return kept


@pytest.mark.parametrize("seed", range(100))
async def test_order_and_silence_survive_any_bus(world: World, seed: int) -> None:
    chance = random.Random(seed)
    alice, bob = new_id(), new_id()
    ears = world.listen(alice, {world.room: 0}), world.listen(bob, {user_stream(bob): 0})
    bob_is_in, allowed, envelopes = False, [], []
    for _ in range(40):
        what = chance.choice(["say", "say", "say", "move"])
        if what == "say":
            envelopes.append(world.said(alice))
        else:
            envelopes.append(world.removed(bob) if bob_is_in else world.added(bob))
            bob_is_in = not bob_is_in
        if bob_is_in:
            allowed.append(envelopes[-1].seq)
    for envelope in misbehave(envelopes, chance):
        world.hub.receive(envelope)
        await asyncio.sleep(0)
    await world.hub.check({world.room})  # the heartbeat: notices a lost last announcement
    await settle(lambda: world.hub.feeds[world.room].position == 40)
    assert ears[0].seqs(world.room) == list(range(1, 41))
    assert ears[1].seqs(world.room) == allowed


async def test_a_removed_member_hears_nothing_later_even_when_later_is_announced_first(world: World) -> None:
    alice, bob = new_id(), new_id()
    world.said(alice)
    heads = {world.room: 1}
    ears = world.listen(alice, heads), world.listen(bob, heads)
    removal, secret = world.removed(bob), world.said(alice)
    world.hub.receive(secret)
    await settle(lambda: ears[0].seqs(world.room) == [2, 3])
    world.hub.receive(removal)
    await quiet()
    assert ears[0].seqs(world.room) == [2, 3]
    assert ears[1].seqs(world.room) == []


async def test_nothing_is_read_from_the_log_while_the_bus_behaves(world: World) -> None:
    alice = new_id()
    ear = world.listen(alice, {world.room: 0})
    for _ in range(5):
        world.hub.receive(world.said(alice))
    await quiet()
    assert ear.seqs(world.room) == [1, 2, 3, 4, 5]
    assert world.log.reads == 0


async def test_what_was_announced_between_the_snapshot_and_the_subscription_is_found(world: World) -> None:
    alice = new_id()
    world.said(alice)  # after the snapshot said 0, before anyone here listened
    ear = world.listen(alice, {world.room: 0})
    await settle(lambda: ear.seqs(world.room) == [1])


async def test_a_removal_during_the_opening_outweighs_the_older_snapshot(world: World) -> None:
    alice, bob = new_id(), new_id()
    world.listen(alice, {world.room: 0})
    world.hub.register(bob)  # arrives; its snapshot is being read at head 0
    world.hub.receive(world.removed(bob))
    ear = world.listen(bob, {world.room: 0})
    world.hub.receive(world.said(alice))
    await quiet()
    assert ear.seqs(world.room) == []


async def test_late_news_of_joining_does_not_bring_a_removed_member_back(world: World) -> None:
    alice, bob = new_id(), new_id()
    world.listen(alice, {world.room: 0})
    ear = world.listen(bob, {user_stream(bob): 0})
    added = world.added(bob)
    late = world.told_joined(bob, at=added.seq)
    world.hub.receive(added)
    world.hub.receive(world.removed(bob))
    world.hub.receive(late)
    world.hub.receive(world.said(alice))
    await quiet()
    assert ear.seqs(world.room) == [added.seq]


async def test_news_of_joining_that_comes_early_opens_nothing_older(world: World) -> None:
    alice, bob = new_id(), new_id()
    world.listen(alice, {world.room: 0})
    ear = world.listen(bob, {world.room: 0, user_stream(bob): 0})
    world.hub.receive(world.removed(bob))
    secret, added = world.said(alice), world.added(bob)
    world.hub.receive(world.told_joined(bob, at=added.seq))
    world.hub.receive(secret)
    world.hub.receive(added)
    await quiet()
    assert ear.seqs(world.room) == [added.seq]


async def test_a_process_that_is_behind_tells_newcomers_nothing_older_than_their_snapshot(
    world: World,
) -> None:
    alice, bob, carol = new_id(), new_id(), new_id()
    ear = world.listen(alice, {world.room: 0})
    # What another process wrote, and whose announcements were lost: Bob was out, and Carol not yet in.
    removed, secret, back, there = world.removed(bob), world.said(alice), world.added(bob), world.added(carol)
    ears = [world.listen(one, {world.room: there.seq}) for one in (bob, carol)]
    await settle(lambda: ear.seqs(world.room) == [1, 2, 3, 4])
    world.hub.receive(world.said(alice))
    await settle(lambda: ear.seqs(world.room)[-1] == 5)
    assert not {removed.seq, secret.seq} & {*ears[0].seqs(world.room), *ears[1].seqs(world.room)}
    assert ears[0].seqs(world.room) == [back.seq, there.seq, 5]
    assert ears[1].seqs(world.room) == [5]


async def test_joining_a_room_nobody_here_listened_to(world: World) -> None:
    bob = new_id()
    ear = world.listen(bob, {user_stream(bob): 0})
    added = world.added(bob)
    world.hub.receive(added)
    world.hub.receive(world.told_joined(bob, at=added.seq))
    world.hub.receive(world.said(bob))
    await quiet()
    assert ear.seqs(world.room) == [2]


async def test_news_of_leaving_fetches_a_removal_whose_announcement_was_lost(world: World) -> None:
    alice, bob = new_id(), new_id()
    world.listen(alice, {world.room: 0})
    world.listen(bob, {world.room: 0, user_stream(bob): 0})
    world.removed(bob)
    world.hub.receive(world.told_left(bob))
    await settle(lambda: world.room not in world.hub.people[bob].streams)


async def test_a_log_that_fails_is_asked_again(world: World, caplog: pytest.LogCaptureFixture) -> None:
    alice = new_id()
    ear = world.listen(alice, {world.room: 0})
    world.log.failures = 3
    world.said(alice)
    world.hub.receive(world.said(alice))
    await settle(lambda: ear.seqs(world.room) == [1, 2])
    assert world.log.failures == 0
    assert caplog.text.count("waits for the log: ConnectionError") == 3
    caplog.clear()


async def test_when_the_log_is_pruned_the_members_are_asked_for(world: World) -> None:
    alice, bob = new_id(), new_id()
    world.log.room_members |= {alice, bob}
    ears = world.listen(alice, {world.room: 0}), world.listen(bob, {world.room: 0})
    world.said(alice)
    world.removed(bob)
    world.log.pruned_to = 2
    world.hub.receive(world.said(alice))
    await settle(lambda: world.hub.feeds[world.room].position == 3)
    world.hub.receive(world.said(alice))
    assert ears[0].seqs(world.room)[-1] == 4
    assert ears[1].seqs(world.room) == []


async def test_a_pruned_user_stream_lets_the_devices_come_back(world: World) -> None:
    bob = new_id()
    world.listen(bob, {user_stream(bob): 0})
    envelopes = [world.told_left(bob) for _ in range(3)]
    world.log.pruned_to = 2
    world.hub.receive(envelopes[-1])
    await settle(lambda: world.watcher.ended_with == [1012])


async def test_a_feed_ends_with_its_last_listener(world: World) -> None:
    alice = new_id()
    world.listen(alice, {world.room: 0})
    (connection,) = world.hub.people[alice].connections.values()
    world.hub.forget(connection)
    assert world.hub.feeds == {}
    assert world.hub.people == {}
    world.hub.receive(world.said(alice))


async def test_moved_heads_are_told_once_and_lagging_ones_again(world: World) -> None:
    alice = new_id()
    world.listen(alice, {world.room: 0})
    world.hub.receive(world.said(alice))
    assert world.hub.take_moved() == {world.room: 1}
    assert world.hub.take_moved() == {}
    world.said(alice)
    world.log.failures = 1_000_000
    world.hub.receive(world.said(alice))
    assert world.hub.take_moved() == {world.room: 3}
    assert world.hub.take_moved() == {world.room: 3}
    world.hub.close()
