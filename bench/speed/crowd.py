"""The load: a program in C that plays thousands of people, told from here what to say and what to listen for."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from tools.prepare import ROOT

HERE = Path(__file__).parent
BUILT = ROOT / "var" / "bench" / "programs"
TIME, NUMBER, CLIENT_ID = "N" * 19, "#" * 9, "UUUUUUUU-UUUU-UUUU-UUUU-UUUUUUUUUUUU"
"""Places in a request that the program fills in each time: when it was due, a number, a new UUIDv7."""
AT_ONCE = 50
"""How many sockets are being opened at a time, where it is not the opening that is measured."""


class Words(NamedTuple):
    """A request, and how many sockets hear of it, or how many messages its answer must hold."""

    text: str
    marks: int


def text_of(length: int = 200) -> str:
    """Return the text of a message: its mark, and letters up to the length."""
    return f"load:{TIME}:{NUMBER}:".ljust(length, "x")


def compiled(source: Path) -> Path:
    """Compile a program in C once, for this version of it, and return where it is."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise SystemExit(
            "bin/bench plays thousands of people with a program in C, and there is no C compiler (cc, gcc or clang). "
            "On Debian and Ubuntu: apt-get install gcc libc6-dev."
        )
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
    target = BUILT / f"{source.stem}-{digest}"
    if not target.exists():
        BUILT.mkdir(parents=True, exist_ok=True)
        command = [compiler, "-std=gnu11", "-O2", "-o", str(target), str(source)]
        subprocess.run(command, check=True)
    return target


class Crowd:
    """One running program. Its CPU is its own process's, and each answer tells it."""

    def __init__(self, port: int) -> None:
        self._command = [str(compiled(HERE / "crowd.c")), str(port)]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process
        self._process.kill()
        self._process.communicate()

    def people(
        self, sockets: Iterable[tuple[str, str]], *, ready: str, beat: str = "", every: int = 0
    ) -> None:
        """Name everyone by the request that opens their socket and their first frame (none: empty). Who has heard
        `ready` (empty: the answer to the request) is in; from then on they say `beat` every so many seconds.
        """
        self._define("ready", ready.encode())
        if beat:
            self._define("beat", beat.encode(), every)
        for upgrade, hello in sockets:
            one, two = upgrade.encode(), hello.encode()
            self._say(f"person {len(one)} {len(two)} 0\n".encode() + one + two)

    def sends(self, requests: Iterable[Words]) -> None:
        """Say which requests send messages, instead of those before."""
        self._define("forget_sends", b"")
        for request in requests:
            self._define("send", request.text.encode(), request.marks)

    def asks(self, requests: Iterable[Words]) -> None:
        """Say which requests read messages, instead of those before. The first is that of the first person."""
        self._define("forget_asks", b"")
        for request in requests:
            self._define("ask", request.text.encode(), request.marks)

    def connect(self, count: int, *, at_once: int = AT_ONCE) -> dict[str, Any]:
        """Open the sockets of the first so many people, and wait until they are in."""
        return self._ask("connect", count, at_once)

    def back(self, count: int) -> dict[str, Any]:
        """Open them all at the same moment, and let each read as its `asks` say once it is in."""
        return self._ask("back", count, count)

    def drop(self) -> None:
        """Lose every connection."""
        self._ask("drop", 0)

    def pace(self, per_second: float, count: int, *, lines: int = 16) -> dict[str, Any]:
        """Send at a steady rate, whatever the answers take; times count from when a message was due."""
        return self._ask("pace", per_second, count, lines)

    def loop(self, lines: int, seconds: float) -> dict[str, Any]:
        """Send over so many connections, on each the next as soon as the last is answered."""
        return self._ask("loop", lines, seconds)

    def window(self, deliveries: int, count: int, *, lines: int = 4) -> dict[str, Any]:
        """Send as fast as listeners hear: as long as at most so many deliveries are under way."""
        return self._ask("window", deliveries, count, lines)

    def fetch(self, count: int, *, lines: int = 1) -> dict[str, Any]:
        """Read over and over, on each connection one thing after the other."""
        return self._ask("fetch", count, lines)

    def _define(self, what: str, content: bytes, number: int = 0) -> None:
        self._say(f"{what} {len(content)} {number} 0\n".encode() + content)

    def _ask(self, what: str, *numbers: float) -> dict[str, Any]:
        process = self._process
        assert process
        assert process.stdout
        self._say(f"{what} {' '.join(f'{number:f}' for number in numbers)}\n".encode())
        line = process.stdout.readline()
        if not line:
            raise AssertionError("the program that plays the people ended")
        told: dict[str, Any] = json.loads(line)
        return told

    def _say(self, words: bytes) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(words)
        self._process.stdin.flush()
