"""Rules of this house that no ready-made linter knows. Every rule is first tested on its own good and bad lines."""

import subprocess
import sys
from collections.abc import Iterator

from tools.house_rules import RULES, Rule
from tools.prepare import ROOT


def wrong_verdicts(rule: Rule) -> Iterator[str]:
    """Say where a rule judges its own examples wrongly."""
    for line in rule.good:
        if rule.refuses(line):
            yield f"rule {rule.name!r} refuses its good line: {line}"
    for line in rule.bad:
        if not rule.refuses(line):
            yield f"rule {rule.name!r} accepts its bad line: {line}"


def findings(path: str) -> Iterator[str]:
    """Say which lines of a file break which rule."""
    rules = [rule for rule in RULES if rule.concerns(path)]
    if not rules:
        return
    try:
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    except (UnicodeDecodeError, FileNotFoundError):
        return  # a picture, or a file deleted but not yet committed
    for number, line in enumerate(lines, 1):
        for rule in rules:
            if rule.refuses(line):
                yield f"{path}:{number}: {rule.name}: {rule.why}\n    {line.strip()[:160]}"


def tracked_files() -> list[str]:
    """Return what git knows, and what it would add: a new file is judged before its first commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(set(listed.splitlines()))


def main() -> int:
    """Print every finding; 0 when there is none."""
    found = [word for rule in RULES for word in wrong_verdicts(rule)]
    found += [word for path in tracked_files() for word in findings(path)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
