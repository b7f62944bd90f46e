"""Size budgets: prints median, 95th percentile and largest, and fails past the hard limits.

The limits come from code that people admire for its size, not from the giants. Tests may have longer files, because
a table of cases is long and simple; generated files and the catalogue of strings have none.
"""

import ast
import json
import math
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.house_lint import tracked_files
from tools.house_rules import TESTS
from tools.prepare import ROOT

FILE_LIMITS = {"Python": 350, "TypeScript": 250, "tests": 500}
FUNCTION_LIMITS = {"Python": 50, "TypeScript": 50, "component": 80, "tests": 80}
PATHS_LIMIT = 10
GENERATED = ("web/src/contract/api.ts", "web/src/contract/events.ts")
_BRANCHES = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.match_case,
    ast.comprehension,
)


@dataclass(frozen=True)
class Function:
    """One function and how big it is."""

    name: str
    line: int
    lines: int
    paths: int


@dataclass(frozen=True)
class File:
    """One source file and the functions in it."""

    path: str
    lines: int
    functions: tuple[Function, ...]

    @property
    def kind(self) -> str:
        """Which column of the budget this file counts in."""
        if Path(self.path).suffix == ".py":
            return "tests" if is_test(self.path) else "Python"
        return "tests" if is_test(self.path) else "TypeScript"

    def limit_for(self, function: Function) -> int:
        """Return the hard limit of one of its functions. A component's markup is long without being hard."""
        component = self.path.endswith(".tsx") and function.name[:1].isupper() and self.kind == "TypeScript"
        return FUNCTION_LIMITS["component" if component else self.kind]


def is_test(path: str) -> bool:
    """Is this a test, a story or what they stand on?"""
    import re

    return re.search(TESTS + r"|^web/src/test/", path) is not None


def measure_python(path: str) -> File:
    """Measure one Python file."""
    text = (ROOT / path).read_text()
    nodes = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    functions = [
        Function(
            node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1, count_paths(node)
        )
        for node in nodes
    ]
    return File(path, len(text.splitlines()), tuple(functions))


def count_paths(function: ast.AST) -> int:
    """Count the ways through a function (McCabe), without those of functions inside it."""
    count = 1
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        count += isinstance(node, _BRANCHES) + (len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0)
        waiting.extend(ast.iter_child_nodes(node))
    return count


def measure_typescript(paths: Sequence[str]) -> list[File]:
    """Measure TypeScript files with the compiler's own parser."""
    if not paths:
        return []
    command = ["node", "tools/sizes.mjs", *paths]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [
        File(one["path"], one["lines"], tuple(Function(**function) for function in one["functions"]))
        for one in json.loads(told)
    ]


def measure_all() -> list[File]:
    """Measure every source file of the project."""
    known = [path for path in tracked_files() if (ROOT / path).exists() and path not in GENERATED]
    python = [path for path in known if path.endswith(".py") and "/migrations/" not in path]
    script = [path for path in known if path.startswith("web/src/") and path.endswith((".ts", ".tsx"))]
    return [measure_python(path) for path in python] + measure_typescript(script)


def excesses(file: File) -> Iterator[str]:
    """Say what in this file is past a hard limit."""
    limit = FILE_LIMITS[file.kind]
    if file.lines > limit and not file.path.startswith("web/src/strings/"):
        yield f"{file.path}: {file.lines} lines, the limit is {limit}"
    for function in file.functions:
        where = f"{file.path}:{function.line}: {function.name}"
        if function.lines > file.limit_for(function):
            yield f"{where}: {function.lines} lines, the limit is {file.limit_for(function)}"
        if function.paths > PATHS_LIMIT and file.kind == "Python":
            yield f"{where}: {function.paths} ways through it, the limit is {PATHS_LIMIT}"


def table(files: Sequence[File]) -> str:
    """Return the report: how big things are, by kind."""
    rows = [
        f"{'':<12}{'files':>6}  {'lines a file':<18}{'functions':>10}  {'lines each':<18}{'ways through':<16}"
    ]
    rows.append(
        f"{'':<12}{'':>6}  {'median p95 max':<18}{'':>10}  {'median p95 max':<18}{'median p95 max':<16}"
    )
    for kind in ("Python", "TypeScript", "tests"):
        chosen = [file for file in files if file.kind == kind]
        functions = [function for file in chosen for function in file.functions]
        rows.append(
            f"{kind:<12}{len(chosen):>6}  {spread([file.lines for file in chosen]):<18}{len(functions):>10}  "
            f"{spread([one.lines for one in functions]):<18}{spread([one.paths for one in functions]):<16}"
        )
    return "\n".join(rows)


def spread(values: Sequence[int]) -> str:
    """Return median, 95th percentile (nearest rank) and maximum."""
    if not values:
        return "-"
    ranked = sorted(values)
    middle, high = (ranked[math.ceil(share * len(ranked)) - 1] for share in (0.5, 0.95))
    return f"{middle:>4} {high:>4} {ranked[-1]:>4}"


def main() -> int:
    """Print the report and what is too big; 0 when nothing is."""
    files = measure_all()
    print(table(files))
    found = [word for file in files for word in excesses(file)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
