"""The little statistics that the measurement under load needs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

TENTHS = 10.0


class Times:
    """Durations, counted by tenths of a millisecond: a million of them fit into a line of JSON."""

    def __init__(self, counts: dict[str, int] | None = None) -> None:
        self.counts = Counter({int(tenths): count for tenths, count in (counts or {}).items()})

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[round(seconds * 1000 * TENTHS)] += 1

    def __len__(self) -> int:
        return self.counts.total()

    def merge(self, others: Iterable["Times"]) -> "Times":
        """Add those of other processes; return itself."""
        for other in others:
            self.counts.update(other.counts)
        return self

    def at(self, share: float) -> float:
        """Return the milliseconds that so large a share stays within; 0 when nothing was counted."""
        left = share * len(self)
        for tenths, count in sorted(self.counts.items()):
            left -= count
            if left <= 1e-9:
                return tenths / TENTHS
        return 0.0

    def told(self) -> dict[str, int]:
        """Return what `Times` is made of again."""
        return {str(tenths): count for tenths, count in self.counts.items()}


class Line(NamedTuple):
    """A straight line through points, and how far the slope may be from the true one (its standard error)."""

    slope: float
    error: float


def line_through(points: Sequence[tuple[float, float]]) -> Line:
    """Return the line of least squares. Raises ValueError for fewer than three points."""
    count = len(points)
    if count < 3:
        raise ValueError("A slope needs three points.")
    middle_x = sum(x for x, _ in points) / count
    middle_y = sum(y for _, y in points) / count
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in points) / spread
    rest = sum((y - middle_y - slope * (x - middle_x)) ** 2 for x, y in points)
    return Line(slope, (rest / (count - 2) / spread) ** 0.5)
