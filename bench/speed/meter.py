"""What a system costs: CPU and memory of all its processes, and what the machine did meanwhile."""

import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bench.processes import tree_of

_TICKS = os.sysconf("SC_CLK_TCK")
_SPIN = 2_000_000


class Memory(NamedTuple):
    """MB of a tree: PSS counts pages that processes share in parts, RSS in each of them. `own` is PSS without files
    (programs, libraries): what a neighbour who starts the same program can't change.
    """

    pss: float
    rss: float
    own: float

    def less(self, other: "Memory") -> "Memory":
        """Return how much more this is."""
        return Memory(*(here - there for here, there in zip(self, other, strict=True)))


@dataclass
class Spent:
    """What a piece of work cost, by kind of process, and how long it took."""

    seconds: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """CPU seconds of the whole system."""
        return sum(self.cpu.values())


def cpu_of(roots: Mapping[str, int]) -> dict[str, float]:
    """Return the CPU seconds used so far, user and system, by kind of process.

    What ended meanwhile counts in its parent, which waited for it: PostgreSQL's processes come and go.
    """
    return {kind: sum(_cpu(pid) for pid in tree_of(root)) for kind, root in roots.items()}


def memory_of(roots: Mapping[str, int]) -> dict[str, Memory]:
    """Return the memory in use now, by kind of process."""
    found = {}
    for kind, root in roots.items():
        each = [_memory(pid) for pid in tree_of(root)]
        found[kind] = _sum(each)
    return found


def all_memory(roots: Mapping[str, int]) -> Memory:
    """Return the memory of a whole system."""
    return _sum(memory_of(roots).values())


@contextmanager
def spending(roots: Mapping[str, int]) -> Iterator[Spent]:
    """Measure what happens inside the block."""
    spent = Spent()
    before, began = cpu_of(roots), time.monotonic()
    yield spent
    spent.seconds = time.monotonic() - began
    spent.cpu = {kind: used - before[kind] for kind, used in cpu_of(roots).items()}


def spin_ms() -> float:
    """Return how long one thread takes for a fixed piece of work, in ms: longer where others use the processors."""
    began, total = time.perf_counter(), 0
    for number in range(_SPIN):
        total += number & 7
    return (time.perf_counter() - began) * 1000


def noise() -> dict[str, object]:
    """Return how busy the machine is with other things."""
    return {"load average": [round(value, 2) for value in os.getloadavg()], "spin, ms": round(spin_ms(), 1)}


def machine() -> dict[str, object]:
    """Return what the figures were made on."""
    return {
        "cores": os.cpu_count(),
        "processor": _first("/proc/cpuinfo", "model name"),
        "architecture": platform.machine(),
        "kernel": f"{platform.system()} {platform.release()}",
        "memory, GB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "python": platform.python_version(),
    }


def settled(read: Callable[[], float], *, within: float, pause: float = 0.5, most: int = 20) -> float:
    """Return a value once it stands still: two readings that differ by less than `within`."""
    last = read()
    for _ in range(most):
        time.sleep(pause)
        last, before = read(), last
        if abs(last - before) < within:
            break
    return last


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(one) for one in fields[11:15]) / _TICKS


def _memory(pid: int) -> Memory:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return Memory(0.0, 0.0, 0.0)
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    # Kernels before 5.3 don't tell the two apart.
    own = found["Pss_Anon"] + found["Pss_Shmem"] if "Pss_Anon" in found else found["Pss"]
    return Memory(found["Pss"], found["Rss"], own)


def _sum(each: Iterable[Memory]) -> Memory:
    return Memory(*(sum(values) for values in zip(*each, strict=True)))


def _first(file: str, name: str) -> str:
    for line in Path(file).read_text().splitlines():
        if line.startswith(name):
            return line.partition(":")[2].strip()
    return ""
