"""`bin/bench files`: what uploading and serving files costs the server, beside plain Django doing the same."""

import base64
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.processes import cpu_of_tree, tree_of, usage_of
from tools.person import Person
from tools.ports import free_port
from tools.prepare import ROOT
from tools.stack import Stack

MB = 1024 * 1024
SIZE = 100 * MB
LARGE = 1024 * MB
RUNS = 3
PART = 8 * MB
"""The size of the parts that the web client sends."""
_NOTES = (
    "- CPU and memory: of the server's own processes, without PostgreSQL's; memory is the most that the kernel counted",
    "  above what there was just before",
    "- FlowChat authenticates, counts, recognises the file by its content, computes its SHA-256, syncs it to the disk",
    "  and writes rows; plain Django (uvicorn with Django's own ASGI handler) only saves what comes",
)
_PIECE = os.urandom(MB)
_BOUNDARY = "between"
Headers = dict[str, str]


@dataclass(frozen=True)
class Cost:
    """What one transfer took: processor time and extra memory of the server's processes, and the time by the clock."""

    cpu: float
    megabytes: float
    seconds: float


class Meter:
    """Measures the processes of one server, its PostgreSQL left out."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def cost_of(self, work: Callable[[], None]) -> Cost:
        """Let the work be done and return what it cost. Peaks are the kernel's own (VmHWM), reset before."""
        resident = 0
        for pid in self._pids():
            Path(f"/proc/{pid}/clear_refs").write_text("5")
            resident += _memory(pid, "VmRSS")
        before, began = cpu_of_tree(self._pid)["server"], time.monotonic()
        work()
        seconds = time.monotonic() - began
        cpu = cpu_of_tree(self._pid)["server"] - before
        peak = sum(_memory(pid, "VmHWM") for pid in self._pids())
        return Cost(cpu, (peak - resident) / 1024, seconds)

    def _pids(self) -> list[int]:
        found = ((pid, usage_of(pid)) for pid in tree_of(self._pid))
        return [pid for pid, usage in found if usage and not usage.name.startswith("postgres")]


def _memory(pid: int, field: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


class Wire:
    """A client that costs little: requests by hand, over one connection each."""

    def __init__(self, port: int, headers: Headers) -> None:
        self._port = port
        self._headers = headers

    def send(
        self,
        method: str,
        path: str,
        headers: Headers,
        size: int = 0,
        around: tuple[bytes, bytes] = (b"", b""),
    ) -> tuple[int, bytes]:
        """Send so many bytes, with others around them; return the status and the answer's head and body."""
        length = size + sum(map(len, around))
        with self._open(method, path, {**headers, "Content-Length": str(length)}) as connection:
            connection.sendall(around[0])
            for rest in range(size, 0, -len(_PIECE)):
                connection.sendall(_PIECE if rest >= len(_PIECE) else _PIECE[:rest])
            connection.sendall(around[1])
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        return int(answer.split()[1]), answer

    def fetch(self, path: str) -> int:
        """Read an answer and drop it; return how many bytes it had."""
        with self._open("GET", path, {}) as connection:
            buffer, read = bytearray(MB), 0
            while got := connection.recv_into(buffer):
                read += got
        return read

    def _open(self, method: str, path: str, headers: Headers) -> socket.socket:
        sent = {"Host": "127.0.0.1", "Connection": "close", **self._headers, **headers}
        head = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=300)
        connection.sendall("\r\n".join(head).encode())
        return connection


class FlowChat:
    """Our server: as forms, in parts, and back."""

    def __init__(self, stack: Stack) -> None:
        person = Person(stack.url)
        person.set_up(stack.setup_token)
        person.http.close()
        self._wire = Wire(stack.port, {"Authorization": f"Bearer {person.access}"})
        self.place = ""

    def send_form(self, size: int) -> None:
        """Send a file as a form."""
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="film"\r\n\r\n'
        kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        around = (head.encode(), f"\r\n--{_BOUNDARY}--\r\n".encode())
        status, answer = self._wire.send("POST", "/api/uploads/", kind, size, around)
        assert status == 201, answer
        self.place = answer.decode().partition('"id":"')[2].partition('"')[0]

    def send_parts(self, size: int) -> None:
        """Send a file in parts."""
        tus = {"Tus-Resumable": "1.0.0"}
        name = base64.b64encode(b"film").decode()
        headers = {**tus, "Upload-Length": str(size), "Upload-Metadata": f"filename {name}"}
        status, answer = self._wire.send("POST", "/api/uploads/", headers)
        assert status == 201, answer
        place = answer.decode().partition("location: ")[2].partition("\r")[0]
        for offset in range(0, size, PART):
            part = {**tus, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
            status, answer = self._wire.send("PATCH", place, part, min(PART, size - offset))
            assert status == 204, answer
        self.place = place.rstrip("/").rpartition("/")[2]

    def fetch(self, size: int) -> None:
        """Fetch the last one."""
        assert self._wire.fetch(f"/api/files/{self.place}/") > size


class PlainDjango:
    """The other one."""

    def __init__(self, port: int) -> None:
        self._wire = Wire(port, {})

    def send(self, size: int) -> None:
        """Send a file as the body."""
        kind = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": "attachment; filename=film",
        }
        status, answer = self._wire.send("PUT", "/upload/film", kind, size)
        assert status == 201, answer
        self.name = answer.decode().partition('"name":"')[2].partition('"')[0]

    def fetch(self, size: int) -> None:
        """Fetch the last one."""
        assert self._wire.fetch(f"/files/{self.name}") > size


@contextmanager
def plain_server() -> Iterator[tuple[int, int]]:
    """Run the other one, with the same server program in front; yield its process and port."""
    with tempfile.TemporaryDirectory(prefix="flowchat-plain-") as folder:
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "bench.plain_django:application", "--port", str(port)]
        process = subprocess.Popen(
            [*command, "--no-access-log", "--log-level", "warning"],
            cwd=ROOT,
            env={**os.environ, "PLAIN_FOLDER": folder},
        )
        try:
            _wait_for(port)
            yield process.pid, port
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the plain server did not start")


def measure_files() -> str:
    """Measure everything and return the report in Markdown."""
    rows: list[tuple[str, Cost]] = []
    with Stack() as stack:
        assert stack.process
        ours, meter = FlowChat(stack), Meter(stack.process.pid)
        for warm in (ours.send_form, ours.send_parts, ours.fetch):
            warm(MB)
        rows += _rows(
            meter,
            {
                "FlowChat, a form": ours.send_form,
                "FlowChat, parts of 8 MB (tus)": ours.send_parts,
                "FlowChat, served": ours.fetch,
            },
        )
        large: dict[str, Callable[[int], None]] = {
            "FlowChat, 1 GB as a form": ours.send_form,
            "FlowChat, 1 GB in parts (tus)": ours.send_parts,
            "FlowChat, 1 GB served": ours.fetch,
        }
        large_rows = [
            (name, _tell(name, meter.cost_of(partial(send, LARGE)))) for name, send in large.items()
        ]
    with plain_server() as (pid, port):
        plain, meter = PlainDjango(port), Meter(pid)
        plain.send(MB)
        plain.fetch(MB)
        rows += _rows(meter, {"FileUploadParser": plain.send, "FileResponse": plain.fetch})
    return _report(rows, large_rows)


def _rows(meter: Meter, works: dict[str, Callable[[int], None]]) -> list[tuple[str, Cost]]:
    return [
        (name, _tell(name, _middle([meter.cost_of(partial(work, SIZE)) for _ in range(RUNS)])))
        for name, work in works.items()
    ]


def _middle(costs: list[Cost]) -> Cost:
    """Return the middle of the times, and the most memory of all."""
    cpu, seconds = (statistics.median(getattr(one, name) for one in costs) for name in ("cpu", "seconds"))
    return Cost(cpu, max(one.megabytes for one in costs), seconds)


def _tell(name: str, cost: Cost) -> Cost:
    print(f"{name:<32}{cost.cpu:8.2f} s CPU {cost.megabytes:8.1f} MB {cost.seconds:8.2f} s", flush=True)
    return cost


def _report(rows: list[tuple[str, Cost]], large: list[tuple[str, Cost]]) -> str:
    head = "| server CPU, s | extra memory at most, MB | by the clock, s |\n| --- | --- | --- | --- |"
    return "\n".join(
        [
            f"- runs: {RUNS} of each with 100 MB, of which the middle is told (of memory the most); one with 1 GB",
            *_NOTES,
            "",
            f"| 100 MB {head}",
            *map(_row, rows),
            "",
            f"| 1 GB {head}",
            *map(_row, large),
            "",
        ]
    )


def _row(row: tuple[str, Cost]) -> str:
    name, cost = row
    return f"| {name} | {cost.cpu:.2f} | {cost.megabytes:.1f} | {cost.seconds:.2f} |"
