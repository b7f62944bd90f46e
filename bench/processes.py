"""What a tree of processes uses, read from /proc (Linux)."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """One process: its name, its own share of memory in MB, and the CPU seconds it has used."""

    name: str
    megabytes: float
    cpu: float


def tree_of(pid: int) -> list[int]:
    """Return a process and everything that descends from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent = _stat(int(entry.name))
            if parent:
                children.setdefault(int(parent[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def usage_of(pid: int) -> Usage | None:
    """Return what one process uses; None when it ended meanwhile.

    Memory is PSS: pages shared between processes count in parts, so that the sum over all is what they really take.
    """
    stat = _stat(pid)
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        name = Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return None
    if stat is None:
        return None
    pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return Usage(name, pss / 1024, (int(stat[11]) + int(stat[12])) / _TICKS)


def usage_of_tree(pid: int) -> list[Usage]:
    """Return what each process of a tree uses."""
    return [usage for one in tree_of(pid) if (usage := usage_of(one))]


def cpu_of_tree(pid: int) -> dict[str, float]:
    """Return the CPU seconds used so far, of PostgreSQL's processes and of all others."""
    seconds = {"server": 0.0, "postgres": 0.0}
    for usage in usage_of_tree(pid):
        seconds["postgres" if usage.name.startswith("postgres") else "server"] += usage.cpu
    return seconds


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat after the name, which may hold spaces and brackets itself."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()
