"""`bin/bench start`: how long the first start takes, and how large the web client is."""

import argparse
import gzip
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.made import how_it_was_made
from tools.build_web import build_web
from tools.person import Person
from tools.ports import free_port
from tools.prepare import ROOT, WEB
from tools.stack import Stack

RESULTS = ROOT / "var" / "bench"
Figures = dict[str, float]


def main(arguments: list[str]) -> int:
    """Measure, print and keep it."""
    parser = argparse.ArgumentParser(prog="bin/bench start", description=__doc__)
    parser.add_argument(
        "--cold", action="store_true", help="also from a fresh clone, which installs everything"
    )
    options = parser.parse_args(arguments)
    build_web()
    kept: dict[str, object] = {"made": how_it_was_made()}
    print(json.dumps(kept["made"], indent=2))
    for measure in (start_new, bundle_sizes):
        kept[measure.__name__] = tell(measure)
    if options.cold:
        with tempfile.TemporaryDirectory() as folder:
            kept["start_cold"] = tell(lambda: start_cold(Path(folder) / "flowchat"), start_cold.__doc__)
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"start-{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"
    path.write_text(json.dumps(kept, indent=2) + "\n")
    print(f"\nKept in {path.relative_to(ROOT)}")
    return 0


def tell(measure: Callable[[], Figures], about: str | None = None) -> dict[str, object]:
    """Run one measurement and print what it measured and the figures."""
    about = " ".join((about or measure.__doc__ or "").split())
    print(f"\n{about}", flush=True)
    figures = measure()
    for name, value in figures.items():
        print(f"  {name:<36}{value:10.2f}")
    return {"about": about, "figures": {name: round(value, 3) for name, value in figures.items()}}


def first_message(stack: Stack) -> Person:
    """Set a fresh server up and send one message."""
    person = Person(stack.url)
    room = person.set_up(stack.setup_token)["room_id"]
    person.say(room, "First")
    return person


def start_new() -> Figures:
    """From `flowchat serve` on an empty data folder to the first message stored, and again with the data there."""
    stack = Stack()
    began = time.monotonic()
    with stack:
        ready = time.monotonic() - began
        first_message(stack).http.close()
        figures = {"new data: ready, s": ready, "new data: first message, s": time.monotonic() - began}
        stack.stop()
        began = time.monotonic()
        stack.start()
        return {**figures, "existing data: ready, s": time.monotonic() - began}


def start_cold(folder: Path) -> Figures:
    """From `bin/run` in a fresh clone (nothing installed, nothing built; the package managers' caches as they are)."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    port = free_port()
    command = ["bin/run", "--host", "127.0.0.1", "--port", str(port), "--data", str(folder / "var")]
    began = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout
            token = next(
                line.rsplit("/setup/", 1)[1].split()[0] for line in process.stdout if "/setup/" in line
            )
            ready = time.monotonic() - began
            person = Person(f"http://127.0.0.1:{port}")
            person.say(person.set_up(token)["room_id"], "First")
            person.http.close()
            return {"fresh clone: ready, s": ready, "fresh clone: first message, s": time.monotonic() - began}
        finally:
            process.terminate()


def bundle_sizes() -> Figures:
    """Sizes of the built web client: what the first page names, and everything."""
    dist = WEB / "dist"
    files = [path for path in dist.rglob("*") if path.is_file() and path.suffix != ".gz"]
    page = (dist / "index.html").read_text()
    first = [path for path in files if path.name in page and path.suffix in (".js", ".css")]
    code = [path for path in files if path.suffix in (".js", ".css")]
    return {
        "named by the page, kB gzip": sum(_zipped(path) for path in first),
        "all scripts and styles, kB gzip": sum(_zipped(path) for path in code),
        "all scripts and styles, kB": sum(path.stat().st_size for path in code) / 1000,
        "everything with fonts, kB": sum(path.stat().st_size for path in files) / 1000,
    }


def _zipped(path: Path) -> float:
    return len(gzip.compress(path.read_bytes(), 6)) / 1000
