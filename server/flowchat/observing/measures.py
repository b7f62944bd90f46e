"""Counting, in plain integers: what happens thousands of times a second may cost nanoseconds, not a lock and a dict.

Knows no feature and no vendor. A feature makes its measures at the top of a module of its own, raises them where
things happen, and `exposition` reads them when somebody asks.
"""

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Labels = tuple[str, ...]
Kind = Literal["counter", "gauge", "histogram"]
Sample = tuple[str, dict[str, str], float]
"""What follows the family's name, the labels, the value: as in Prometheus' text format."""

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""The usual upper bounds of a histogram of times."""


@dataclass(frozen=True, slots=True)
class Family:
    """All samples of one name at one moment."""

    name: str
    about: str
    kind: Kind
    samples: Sequence[Sample]


class Counter:
    """A number that only grows, in one or, with labels, in several series.

    Without labels, the one thread that owns it (mostly the event loop's) may raise `value` by itself: one addition.
    """

    __slots__ = ("_about", "_labels", "_lock", "_name", "_series", "value")

    def __init__(self, name: str, about: str, labels: Labels = ()) -> None:
        self.value = 0
        self._name = name
        self._about = about
        self._labels = labels
        self._series: dict[Labels, int] = {}
        self._lock = threading.Lock()
        _measures[name] = self

    def count(self, *values: str, by: int = 1) -> None:
        """Raise the series of these labels, from any thread."""
        with self._lock:
            if values:
                self._series[values] = self._series.get(values, 0) + by
            else:
                self.value += by

    def read(self) -> Family:
        """Return it as it is now. A reader waits for nobody: copying a dict is one step of the interpreter."""
        samples: list[Sample] = [
            ("_total", dict(zip(self._labels, values, strict=True)), number)
            for values, number in self._series.copy().items()
        ]
        if not self._labels:
            samples = [("_total", {}, self.value)]
        return Family(self._name, self._about, "counter", samples)


class Gauge:
    """A number that goes up and down, raised and lowered by the one thread that owns it."""

    __slots__ = ("_about", "_name", "value")

    def __init__(self, name: str, about: str) -> None:
        self.value = 0
        self._name = name
        self._about = about
        _measures[name] = self

    def read(self) -> Family:
        """Return it as it is now."""
        return Family(self._name, self._about, "gauge", [("", {}, self.value)])


class Histogram:
    """How often which times were taken. `observe` belongs to the one thread that owns it."""

    __slots__ = ("_about", "_bounds", "_labels", "_name", "_series")

    def __init__(self, name: str, about: str, labels: Labels = (), bounds: Sequence[float] = SECONDS) -> None:
        self._name = name
        self._about = about
        self._labels = labels
        self._bounds = tuple(bounds)
        self._series: dict[Labels, _Series] = {}
        if not labels:
            self._series[()] = _Series(len(self._bounds))
        _measures[name] = self

    def observe(self, seconds: float, *values: str, times: int = 1) -> None:
        """Count something that took so long, as often as it happened."""
        series = self._series.get(values)
        if series is None:
            series = self._series[values] = _Series(len(self._bounds))
        series.counts[bisect_left(self._bounds, seconds)] += times
        series.sum += seconds * times

    def read(self) -> Family:
        """Return it as it is now, the counts added up as Prometheus wants them."""
        samples: list[Sample] = []
        for values, series in self._series.copy().items():
            labels = dict(zip(self._labels, values, strict=True))
            total = 0
            for bound, count in zip((*self._bounds, float("inf")), list(series.counts), strict=True):
                total += count
                samples.append(("_bucket", {**labels, "le": _bound(bound)}, total))
            samples += [("_count", labels, total), ("_sum", labels, series.sum)]
        return Family(self._name, self._about, "histogram", samples)


class _Series:
    __slots__ = ("counts", "sum")

    def __init__(self, bounds: int) -> None:
        self.counts = [0] * (bounds + 1)
        self.sum = 0.0


_measures: dict[str, Counter | Gauge | Histogram] = {}
Read = Callable[[], Iterable[Family]]
_of_this_process: dict[str, Read] = {}
_of_the_install: dict[str, Read] = {}


def gauge(name: str, about: str, values: float | Iterable[tuple[dict[str, str], float]]) -> Family:
    """Return a gauge read elsewhere: one number, or one for each set of labels."""
    series = [({}, values)] if isinstance(values, int | float) else values
    return Family(name, about, "gauge", [("", labels, float(value)) for labels, value in series])


def watch_process(read: Read, *, name: str) -> None:
    """Let `read` tell more of this process at each scrape, from any thread and without waiting for anything."""
    _of_this_process[name] = read


def watch_install(name: str, read: Read) -> None:
    """Let `read` tell what is one for all processes, such as a queue in the database. It runs in a thread that may
    use the database, in a transaction that ends after a few seconds.
    """
    _of_the_install[name] = read


def read_process() -> list[Family]:
    """Return what this process counted."""
    counted = [measure.read() for measure in list(_measures.values())]
    return counted + [family for read in list(_of_this_process.values()) for family in read()]


def install_readers() -> Mapping[str, Read]:
    """Return who tells what of the whole install."""
    return dict(_of_the_install)


def _bound(bound: float) -> str:
    return "+Inf" if bound == float("inf") else repr(float(bound))
