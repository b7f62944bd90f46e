"""bin/check: everything that can be said about the code without running it."""

import sys
import time

from tools.prepare import (
    PYTHON,
    ROOT,
    STAND_INS,
    VENV,
    WEB,
    Missing,
    prepare_python,
    prepare_stand_ins,
    prepare_web,
)
from tools.steps import Step, run_together

CODE = ("server", "tools", "e2e", "bench", "chaos")


def check_steps() -> list[Step]:
    """Return the static checks, the longest first so that they start first."""
    code = [folder for folder in CODE if any((ROOT / folder).rglob("*.py"))]
    tool = str(VENV / "bin")
    return [
        Step("web: lint (ESLint)", ["npm", "run", "--silent", "lint"], cwd=WEB),
        Step("web: types, format", ["npm", "run", "--silent", "types"], cwd=WEB),
        Step("stand-ins: types, format", ["npm", "run", "--silent", "types"], cwd=STAND_INS),
        Step("types (mypy)", [f"{tool}/mypy", *code]),
        Step("contract is up to date", [str(PYTHON), "-m", "tools.export_contract", "--check"]),
        Step("lint (ruff)", [f"{tool}/ruff", "check", "--quiet", "--output-format=concise", *code]),
        Step("format (ruff)", [f"{tool}/ruff", "format", "--check", *code]),
        Step("imports (import-linter)", [f"{tool}/lint-imports", "--no-logo"]),
        Step("house lint", [str(PYTHON), "-m", "tools.house_lint"]),
        Step("size budgets", [str(PYTHON), "-m", "tools.sizes"]),
    ]


def main() -> int:
    """Prepare and check; 0 when all is well."""
    start = time.monotonic()
    try:
        prepare_python()
        prepare_web()
        prepare_stand_ins()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    outcomes = run_together(check_steps())
    failed = sum(not outcome.good for outcome in outcomes)
    print(f"{len(outcomes) - failed} passed, {failed} failed in {time.monotonic() - start:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
