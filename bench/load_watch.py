"""Looks at the processes and the numbers of the servers while something happens."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bench.processes import tree_of, usage_of

EVERY_SECONDS = 1.0
MEMORY_EVERY = 5
"""Memory is read every so many looks: adding up a process's pages takes the kernel a while."""
_LISTENS, _STANDS = "0A", "01"
_NAMES = {
    "flowchat_pool_waiting": "work that waits for a thread",
    "flowchat_sockets": "sockets",
    "flowchat_hub_drops_total": "sockets dropped as too slow",
    "flowchat_hub_log_reads_total": "reads of the log",
    "flowchat_jobs": "jobs",
}


@dataclass
class Looks:
    """What was seen: pairs of a time and a value by name, and memory by kind of process."""

    numbers: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def between(self, name: str, start: float, end: float) -> list[float]:
        """Return the values seen in a time."""
        return [value for at, value in self.numbers.get(name, []) if start <= at <= end]


class Watch:
    """Looks once a second in a thread of its own, while used as a context."""

    def __init__(self, roots: dict[str, list[int]], port: int) -> None:
        self.looks = Looks()
        self._roots = roots
        self._port = port
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._over.set()
        self._thread.join(10)

    def cpu(self) -> dict[str, float]:
        """Return the CPU seconds that each kind of process has used so far."""
        return {kind: sum(cpu for cpu, _ in self._usage(kind)) for kind in self._roots}

    def _usage(self, kind: str) -> list[tuple[float, float]]:
        found = (usage_of(pid) for root in self._roots[kind] for pid in tree_of(root))
        return [(usage.cpu, usage.megabytes) for usage in found if usage]

    def _look_on(self) -> None:
        turn = 0
        with httpx.Client(timeout=10) as http:
            while not self._over.wait(EVERY_SECONDS):
                now = time.monotonic()
                for name, value in {**self._kernel(), **self._told(http)}.items():
                    self.looks.numbers.setdefault(name, []).append((now, value))
                if turn % MEMORY_EVERY == 0:
                    for kind in self._roots:
                        size = sum(megabytes for _, megabytes in self._usage(kind))
                        self.looks.memory.setdefault(kind, []).append((now, size))
                turn += 1

    def _told(self, http: httpx.Client) -> dict[str, float]:
        """Add up the numbers of all workers at /metrics."""
        seen: dict[str, float] = {}
        with suppress(httpx.HTTPError):
            text = http.get(f"http://127.0.0.1:{self._port}/metrics").text
            for family in text_string_to_metric_families(text):
                for sample in family.samples:
                    if sample.name == "flowchat_sockets":
                        name = f"sockets of worker {sample.labels.get('worker', '')}"
                        seen[name] = sample.value
                    if sample.name in _NAMES and sample.labels.get("state") in (None, "due", "doing"):
                        seen[_NAMES[sample.name]] = seen.get(_NAMES[sample.name], 0) + sample.value
        return seen

    def _kernel(self) -> dict[str, float]:
        """Return connections that no worker took yet, and bytes on the way to clients (/proc/net/tcp)."""
        waiting = unsent = 0
        end = f":{self._port:04X}"
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            _, local, _, state, queues, *_ = line.split()
            if not local.endswith(end):
                continue
            sending, _, receiving = queues.partition(":")
            waiting += int(receiving, 16) if state == _LISTENS else 0
            unsent += int(sending, 16) if state == _STANDS else 0
        return {"connections not yet accepted": waiting, "bytes not yet taken by clients": unsent}
