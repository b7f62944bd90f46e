"""What a run did and found, in a few lines or as JSON."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from chaos.checking.findings import Finding
from chaos.checking.truth import Truth
from chaos.fleet.fleet import Fleet
from chaos.fleet.journal import Send
from chaos.nemesis.nemesis import Done
from chaos.options import Options

_SHOWN = 12


@dataclass
class Report:
    """Filled as the run goes on."""

    options: Options
    findings: list[Finding] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    presence_seconds: float | None = None
    logs: Path | None = None
    _start: float = field(default_factory=time.monotonic)
    _phases: dict[str, float] = field(default_factory=dict)

    def began(self, phase: str) -> None:
        """Note the time at which a phase begins."""
        self._phases[phase] = round(time.monotonic() - self._start, 1)

    def take_journals(self, fleet: Fleet) -> None:
        """Count what the devices did."""
        journals = [one.journal for one in fleet.devices]
        for journal in journals:
            self.answers.update(journal.answers)
        self.counts |= {
            "people": len(fleet.community.people),
            "devices": len(journals),
            **_counts_of([one for journal in journals for one in journal.sends.values()]),
            "edits": sum(journal.edited for journal in journals),
            "files": sum(len(journal.files) for journal in journals),
            "events heard": sum(len(one) for journal in journals for one in journal.heard.values()),
            "sockets opened": sum(journal.sockets for journal in journals),
        }

    def take_truth(self, truth: Truth) -> None:
        """Count what is there."""
        added = sum(row.kind == "member.added" for rows in truth.log.values() for row in rows)
        removed = sum(row.kind == "member.removed" for rows in truth.log.values() for row in rows)
        self.counts |= {
            "messages": len(truth.messages),
            "events": sum(truth.heads.values()),
            "added": added,
            "removed": removed,
        }

    def take_log(self, log: str) -> None:
        """Count what the servers complained of."""
        self.counts["log lines"] = log.count("\n")
        self.counts["tracebacks"] = log.count("Traceback (most recent call last)")

    def lines(self) -> Iterator[str]:
        """Yield the report for people."""
        options = self.options
        planted = f", planted: {options.shape.plant}" if options.shape.plant else ""
        yield f"seed {options.seed}: {len(self.done)} faults in {options.seconds:.0f} s{planted}"
        for one in sorted(self.done, key=lambda done: done.at):
            yield f"  {one.at:6.1f} s  {one.kind:<16} {one.seconds:4.1f} s  {one.what}".rstrip()
        yield "  " + ", ".join(f"{count} {name}" for name, count in self.counts.items())
        answers = sorted(self.answers.items())
        yield "  answers: " + ", ".join(f"{count} x {status or 'none'}" for status, count in answers)
        if self.presence_seconds is not None:
            yield f"  presence was right after {self.presence_seconds:.1f} s of calm"
        phases = ", ".join(f"{phase} from {at:.0f} s" for phase, at in self._phases.items())
        yield f"  {time.monotonic() - self._start:.0f} s in all; {phases}"
        yield from self._found()

    def _found(self) -> Iterator[str]:
        for promise, count in Counter(one.promise for one in self.findings).items():
            yield f"FOUND  {promise}: {count}"
        for finding in self.findings[:_SHOWN]:
            yield f"  {finding.promise}: {finding.evidence}"
        if not self.findings:
            yield "nothing found"
        if self.logs:
            yield f"logs in {self.logs}"

    def as_json(self) -> str:
        """Return the report for programs."""
        told: dict[str, Any] = {
            "seed": self.options.seed,
            "planted": self.options.shape.plant,
            "seconds": round(time.monotonic() - self._start, 1),
            "phases": self._phases,
            "faults": [asdict(one) for one in sorted(self.done, key=lambda done: done.at)],
            "counts": self.counts,
            "answers": {str(status): count for status, count in self.answers.items()},
            "presence_seconds": self.presence_seconds,
            "findings": [asdict(one) for one in self.findings],
        }
        return json.dumps(told, indent=2) + "\n"


def _counts_of(sends: Sequence[Send]) -> dict[str, int]:
    acknowledged = sum(bool(one.acks) for one in sends)
    refused = sum(bool(one.refused) for one in sends)
    return {
        "sent": len(sends),
        "acknowledged": acknowledged,
        "refused": refused,
        "given up": len(sends) - acknowledged - refused,
        "tries": sum(one.tries for one in sends),
    }
