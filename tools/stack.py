"""The real server as a process of its own, for stories, tests, pictures and measurements."""

import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from tools.ports import free_port
from tools.prepare import PYTHON, ROOT
from tools.prepared import clean_environment, copy_prepared

START_LIMIT = 150.0
_SETUP = re.compile(r"https?://\S+/setup/([\w.~-]+)")


class Stack:
    """`flowchat serve` with a data folder and port of its own. The folder goes when the `with` block ends.

    `kill()` and `start()` again is a crash and a restart: same folder, same port. `prepared` says that the very
    first start is not what is looked at: the folder begins as `copy_prepared` fills it, which takes far less time.
    """

    def __init__(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        data: Path | None = None,
        prepared: bool = False,
    ) -> None:
        self._arguments: Sequence[str] = arguments
        self._environment = dict(environment or {})
        self._temporary = data is None
        self.data = data or Path(tempfile.mkdtemp(prefix="flowchat-stack-"))
        if prepared:
            copy_prepared(self.data)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = self.data.with_name(f"{self.data.name}.log")
        self.said: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._temporary:
            shutil.rmtree(self.data, ignore_errors=True)
            self.log_path.unlink(missing_ok=True)

    @property
    def log(self) -> str:
        """Everything the server wrote to its standard error, over all its starts."""
        return self.log_path.read_text(errors="replace")

    @property
    def setup_token(self) -> str:
        """The token of the set-up link that the first start printed."""
        found = _SETUP.search("\n".join(self.said))
        assert found, f"no set-up link in {self.said}"
        return found.group(1)

    def start(self) -> None:
        """Start the server and wait until it serves."""
        self.said = []
        with self.log_path.open("a") as log:
            self.process = subprocess.Popen(
                [*self.command("serve"), "--host", "127.0.0.1", "--port", str(self.port), *self._arguments],
                cwd=ROOT,
                env=clean_environment(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()
        self._wait_until_ready()

    def stop(self) -> None:
        """Ask the server to stop, as Ctrl-C does, and wait for it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
                raise

    def kill(self) -> None:
        """End the server with kill -9: it can't put anything away."""
        assert self.process
        self.process.kill()
        self.process.wait(10)

    def run(self, *arguments: str) -> str:
        """Run another `flowchat` command on the same data folder and return what it printed."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=ROOT,
            env=clean_environment(self._environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of a `flowchat` command on this data folder."""
        name, *rest = arguments
        return [str(PYTHON), "-m", "flowchat.cli.main", name, "--data", str(self.data), *rest]

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        with process.stdout as lines:
            for line in lines:
                self.said.append(line.rstrip("\n"))

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            assert self.process
            if self.process.poll() is not None:
                raise AssertionError(f"the server did not start:\n{self.log[-3000:]}")
            try:
                # The ready line is printed just before the first answer can be given.
                if self.said and httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        self.kill()
        raise AssertionError(f"the server was not ready within {START_LIMIT:.0f} s:\n{self.log[-3000:]}")
