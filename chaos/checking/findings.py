"""What a check says."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A promise that was broken, and how it shows."""

    promise: str
    evidence: str


def finding_each(promise: str, evidence: Iterable[str]) -> list[Finding]:
    """Return a finding for each piece of evidence."""
    return [Finding(promise, one) for one in evidence]
