"""What was measured against what was aimed at: figures of several runs, rows with targets, and the table."""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Against = Literal["itself", "floor", "tutorial"]


@dataclass(frozen=True)
class Figure:
    """One thing, measured in several runs."""

    runs: Sequence[float]

    @property
    def median(self) -> float:
        """What is compared."""
        return statistics.median(self.runs)

    def told(self) -> dict[str, object]:
        """Return it for the file of results."""
        runs = [float(f"{one:.4g}") for one in self.runs]
        return {"min": min(runs), "median": float(f"{self.median:.4g}"), "max": max(runs), "runs": runs}


@dataclass(frozen=True)
class Target:
    """A limit, of the figure itself or of how many times the floor's or the tutorial stack's it is."""

    limit: float
    against: Against = "itself"
    at_least: bool = False

    def told(self, unit: str) -> str:
        """Return it as people write it."""
        sign = "≥" if self.at_least else "≤"
        if self.against == "itself":
            return f"{sign} {self.limit:,g} {unit}".strip()
        share = (
            f"1/{round(1 / self.limit)}"
            if self.limit < 1 and self.against == "tutorial"
            else f"{self.limit:g} ×"
        )
        return f"{sign} {share} {self.against}"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    work: str
    what: str
    unit: str
    target: Target
    ours: Figure
    floor: Figure | None = None
    tutorial: Figure | None = None

    @property
    def against(self) -> Figure | None:
        """The figure of which the target speaks, where it isn't our own."""
        return {"itself": None, "floor": self.floor, "tutorial": self.tutorial}[self.target.against]

    @property
    def ratio(self) -> float | None:
        """How many times the other's ours is."""
        return self.ours.median / self.against.median if self.against and self.against.median else None

    @property
    def met(self) -> bool | None:
        """Is the target met? None where what it speaks of was not measured."""
        value = self.ours.median if self.target.against == "itself" else self.ratio
        if value is None:
            return None
        return value >= self.target.limit if self.target.at_least else value <= self.target.limit

    def told(self) -> dict[str, object]:
        """Return it for the file of results."""
        return {
            "work": self.work,
            "what": self.what,
            "unit": self.unit,
            "target": self.target.told(self.unit),
            "FlowChat": self.ours.told(),
            "floor": self.floor and self.floor.told(),
            "tutorial": self.tutorial and self.tutorial.told(),
            "ratio": self.ratio and float(f"{self.ratio:.3g}"),
            "met": self.met,
        }


@dataclass
class Findings:
    """What one work brought: its rows, and everything else worth keeping, by name."""

    rows: list[Row] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)


HEAD = (
    "| work | | target | FlowChat | floor | tutorial | ratio | met |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
)


def table(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the table in Markdown, from rows as they are told: medians, and in brackets the least and the most."""
    return [*HEAD, *(_line(row) for row in rows)]


def _line(row: Mapping[str, Any]) -> str:
    ratio = (
        ""
        if row["ratio"] is None
        else f"{row['ratio']:.2f} ×"
        if row["ratio"] >= 0.1
        else f"1/{1 / row['ratio']:.0f}"
    )
    met = {True: "yes", False: "**no**", None: "not measured"}[row["met"]]
    cells = [f"{row['what']}, {row['unit']}" if row["unit"] else row["what"], row["target"]]
    cells += [_span(row[name]) for name in ("FlowChat", "floor", "tutorial")]
    return " | ".join([f"| {row['work']}", *cells, ratio, f"{met} |"])


def _span(figure: Mapping[str, Any] | None) -> str:
    if figure is None:
        return ""
    if figure["min"] == figure["max"]:
        return f"{figure['median']:,g}"
    return f"{figure['median']:,g} ({figure['min']:,g} to {figure['max']:,g})"


def comparison(now: Mapping[str, Any], then: Mapping[str, Any]) -> list[str]:
    """Return how each of our figures has changed since an earlier file of results."""
    before = {(row["work"], row["what"], row["unit"]): row["FlowChat"]["median"] for row in then["rows"]}
    lines = [
        f"Against {then['made']['commit']} of {then['made']['at']}. Differences under 25 % may be the machine's.",
        "",
        "| work | | then | now | change |",
        "| --- | --- | --- | --- | --- |",
    ]
    told = set()
    for row in now["rows"]:
        key = (row["work"], row["what"], row["unit"])
        if key not in before or key in told:
            continue
        told.add(key)
        old, new = before[key], row["FlowChat"]["median"]
        change = f"{(new / old - 1) * 100:+.0f} %" if old else ""
        lines.append(f"| {row['work']} | {row['what']}, {row['unit']} | {old:,g} | {new:,g} | {change} |")
    return lines


def read(path: Path) -> dict[str, Any]:
    """Read an earlier file of results."""
    found: dict[str, Any] = json.loads(path.read_text())
    return found
