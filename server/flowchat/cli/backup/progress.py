"""Tells that something long goes on, in few enough lines for the log of a timer."""

import time

from flowchat.cli.steps import report

_EVERY = 5.0


class Progress:
    """Counts what was done and prints a line every few seconds; `done` prints the last one."""

    def __init__(self, what: str, unit: str, total: int | None = None) -> None:
        self._what = what
        self._unit = unit
        self._total = total
        self._began = self._told = time.monotonic()
        self.count = 0

    def add(self, count: int) -> None:
        """So much more is done."""
        self.count += count
        if time.monotonic() - self._told > _EVERY:
            self._tell(f"{self.count:,} of {self._total:,}" if self._total else f"{self.count:,}", "")

    def done(self, note: str = "") -> None:
        """Print how much it was."""
        self._tell(f"{self.count:,}", note)

    def _tell(self, amount: str, note: str) -> None:
        self._told = time.monotonic()
        report(self._what, self._told - self._began, f"{amount} {self._unit}{note}")
