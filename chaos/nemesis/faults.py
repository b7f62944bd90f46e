"""How each kind of fault is done and undone. Each returns what it hit, in words for the report."""

import asyncio
from collections.abc import Awaitable, Callable

from chaos.fleet.device import Device
from chaos.fleet.fleet import Fleet
from chaos.nemesis.plan import Strike
from chaos.stack.proxy import Proxy
from chaos.stack.stack import TriedStack

Fault = Callable[["Field", Strike], Awaitable[str]]
_DELAY = 0.12
_STORE_DELAY = 0.02
_DAY = 86400.0


class Field:
    """What can be hit. Faults of one part take turns: undoing one must not undo another."""

    def __init__(self, stack: TriedStack, fleet: Fleet) -> None:
        self.stack = stack
        self.fleet = fleet
        self.locks = {part: asyncio.Lock() for part in ("servers", "postgres", "redis", "disk")}

    def device(self, strike: Strike) -> Device:
        """Choose a device."""
        return self.fleet.devices[int(strike.choice * len(self.fleet.devices))]

    def proxied(self, strike: Strike) -> tuple[Device, Proxy]:
        """Choose a device behind a proxy."""
        found = [(one, one.proxy) for one in self.fleet.devices if one.proxy]
        return found[int(strike.choice * len(found))]


# ---- workers


async def kill_worker(field: Field, strike: Strike) -> str:
    """Kill -9 one worker."""
    async with field.locks["servers"]:
        workers = field.stack.servers.workers()
        victims = workers[int(strike.choice * len(workers)) :][:1]
        await field.stack.servers.kill(victims, for_seconds=strike.seconds)
        return f"of {len(workers)}"


async def kill_workers(field: Field, strike: Strike) -> str:
    """Kill -9 all workers at once."""
    async with field.locks["servers"]:
        workers = field.stack.servers.workers()
        await field.stack.servers.kill(workers, for_seconds=strike.seconds)
        return f"all {len(workers)}"


async def kill_servers(field: Field, strike: Strike) -> str:
    """Kill -9 all workers and the process that looks after them."""
    async with field.locks["servers"]:
        await field.stack.servers.kill_everything(for_seconds=strike.seconds)
        return "with their parent, started again"


async def pause_worker(field: Field, strike: Strike) -> str:
    """Stop one worker, and let it go on."""
    async with field.locks["servers"]:
        workers = field.stack.servers.workers()
        return await _pause_workers(field, strike, workers[int(strike.choice * len(workers)) :][:1])


async def pause_workers(field: Field, strike: Strike) -> str:
    """Stop all workers, and let them go on."""
    async with field.locks["servers"]:
        return await _pause_workers(field, strike, field.stack.servers.workers())


async def _pause_workers(field: Field, strike: Strike, workers: list[int]) -> str:
    field.stack.servers.pause(workers)
    try:
        await asyncio.sleep(strike.seconds)
    finally:
        field.stack.servers.go_on()
    return f"{len(workers)}"


# ---- stores


async def kill_postgres(field: Field, strike: Strike) -> str:
    """Kill -9 all of PostgreSQL."""
    async with field.locks["postgres"]:
        await field.stack.postgres.kill(for_seconds=strike.seconds)
        return "recovered"


async def kill_backend(field: Field, strike: Strike) -> str:
    """Kill -9 one process of PostgreSQL's, which restarts the rest."""
    async with field.locks["postgres"]:
        victim = field.stack.postgres.kill_backend(strike.choice)
        await asyncio.sleep(strike.seconds)
        await field.stack.postgres.bring_back()
        return "recovered" if victim else "none there"


async def pause_postgres(field: Field, strike: Strike) -> str:
    """Stop all of PostgreSQL, and let it go on."""
    async with field.locks["postgres"]:
        field.stack.postgres.pause()
        try:
            await asyncio.sleep(strike.seconds)
        finally:
            field.stack.postgres.go_on()
        return ""


async def kill_redis(field: Field, strike: Strike) -> str:
    """Kill -9 Redis; it comes back empty."""
    async with field.locks["redis"]:
        await asyncio.to_thread(field.stack.redis.kill)
        await asyncio.sleep(strike.seconds)
        await asyncio.to_thread(field.stack.redis.start)
        return "back, empty"


async def pause_redis(field: Field, strike: Strike) -> str:
    """Stop Redis, and let it go on."""
    async with field.locks["redis"]:
        field.stack.redis.pause()
        try:
            await asyncio.sleep(strike.seconds)
        finally:
            field.stack.redis.go_on()
        return ""


async def flush_redis(field: Field, strike: Strike) -> str:
    """Empty Redis."""
    async with field.locks["redis"]:
        await asyncio.to_thread(field.stack.redis.ask, "FLUSHALL")
        return ""


def cut_store(part: str) -> Fault:
    """Break all connections between the servers and a store, and let none through for a while."""

    async def cut(field: Field, strike: Strike) -> str:
        async with field.locks[part]:
            proxy = _before(field, part)
            proxy.cut()
            await asyncio.sleep(strike.seconds)
            proxy.mend()
            return ""

    return cut


def slow_store(part: str) -> Fault:
    """Slow the network between the servers and a store."""

    async def slow(field: Field, strike: Strike) -> str:
        async with field.locks[part]:
            proxy = _before(field, part)
            proxy.delay = _STORE_DELAY * (1 + strike.choice)
            await asyncio.sleep(strike.seconds)
            told = f"by {proxy.delay * 1000:.0f} ms"
            proxy.mend()
            return told

    return slow


def _before(field: Field, part: str) -> Proxy:
    return field.stack.redis_proxy if part == "redis" else field.stack.postgres_proxied


# ---- clients and the disk


async def cut_client(field: Field, strike: Strike) -> str:
    """Break one client's network."""
    device, proxy = field.proxied(strike)
    proxy.cut()
    return await _mended(device, proxy, strike)


async def hold_client(field: Field, strike: Strike) -> str:
    """Let nothing of one client's network through, and break nothing."""
    device, proxy = field.proxied(strike)
    proxy.hold()
    return await _mended(device, proxy, strike)


async def slow_client(field: Field, strike: Strike) -> str:
    """Slow one client's network."""
    device, proxy = field.proxied(strike)
    proxy.delay = _DELAY * (1 + strike.choice)
    return await _mended(device, proxy, strike)


async def _mended(device: Device, proxy: Proxy, strike: Strike) -> str:
    await asyncio.sleep(strike.seconds)
    proxy.mend()
    return device.journal.name


async def lose_answers(field: Field, strike: Strike) -> str:
    """Lose half of the answers to a quarter of the devices: what they asked for was done all the same."""
    return await _with_mischief(field, strike, "lose")


async def double_requests(field: Field, strike: Strike) -> str:
    """Let most requests of a quarter of the devices arrive twice at the same time."""
    return await _with_mischief(field, strike, "double")


async def _with_mischief(field: Field, strike: Strike, name: str) -> str:
    first = int(strike.choice * 4)
    chosen = field.fleet.devices[first::4]
    for device in chosen:
        setattr(device.account.line.mischief, name, 0.6)
    await asyncio.sleep(strike.seconds)
    for device in chosen:
        setattr(device.account.line.mischief, name, 0.0)
    return f"{len(chosen)} devices"


async def jump_clock(field: Field, strike: Strike) -> str:
    """Set the clock of one device days back or ahead."""
    device = field.device(strike)
    device.clock.offset = (strike.choice * 10 % 1 - 0.5) * 20 * _DAY
    told = f"{device.journal.name} by {device.clock.offset / _DAY:+.1f} days"
    await asyncio.sleep(strike.seconds)
    device.clock.offset = 0.0
    return told


async def stall_reader(field: Field, strike: Strike) -> str:
    """Let one device not read its socket."""
    device = field.device(strike)
    device.flowing.clear()
    await asyncio.sleep(strike.seconds)
    device.flowing.set()
    return device.journal.name


async def fill_disk(field: Field, strike: Strike) -> str:
    """Leave no space for uploads."""
    async with field.locks["disk"]:
        told = field.stack.disk.fill()
        await asyncio.sleep(strike.seconds)
        field.stack.disk.free()
        return told


FAULTS: dict[str, Fault] = {
    "kill-worker": kill_worker,
    "kill-workers": kill_workers,
    "kill-servers": kill_servers,
    "pause-worker": pause_worker,
    "pause-workers": pause_workers,
    "kill-postgres": kill_postgres,
    "kill-backend": kill_backend,
    "pause-postgres": pause_postgres,
    "cut-postgres": cut_store("postgres"),
    "slow-postgres": slow_store("postgres"),
    "kill-redis": kill_redis,
    "pause-redis": pause_redis,
    "flush-redis": flush_redis,
    "cut-redis": cut_store("redis"),
    "slow-redis": slow_store("redis"),
    "cut-client": cut_client,
    "hold-client": hold_client,
    "slow-client": slow_client,
    "lose-answers": lose_answers,
    "double-requests": double_requests,
    "jump-clock": jump_clock,
    "stall-reader": stall_reader,
    "fill-disk": fill_disk,
}
