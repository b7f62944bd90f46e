"""The workers under test."""

import asyncio
import shutil
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from chaos.stack.processes import children, command_of, send_signal
from tools.prepare import PYTHON
from tools.stack import Stack

_STARTS = 20


class Serving(Stack):
    """`flowchat serve`, started by way of chaos.plants.launch when a bug is planted."""

    def __init__(self, data: Path, environment: Mapping[str, str], *arguments: str, plant: str = "") -> None:
        super().__init__(*arguments, environment=environment, data=data)
        self._plant = plant

    def command(self, *arguments: str) -> list[str]:
        """Return the command line."""
        name, *rest = arguments
        start = ["chaos.plants.launch", self._plant] if self._plant else ["flowchat.cli.main"]
        return [str(PYTHON), "-m", *start, name, "--data", str(self.data), *rest]


class Servers:
    """All processes that serve: `machines` that each have `workers`, with one set of keys and one folder of files."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str], *, machines: int, workers: int, plant: str = ""
    ) -> None:
        arguments = ["--workers", str(workers)] if workers > 1 else []
        self._machines = [
            Serving(folder / f"server-{number}", environment, *arguments, plant=plant)
            for number in range(machines)
        ]
        for one in self._machines:
            one.data.mkdir()
        first, *others = self._machines
        (first.data / "media").mkdir()
        for one in others:
            (one.data / "media").symlink_to(first.data / "media")

    @property
    def ports(self) -> list[int]:
        """Where clients connect."""
        return [one.port for one in self._machines]

    @property
    def media(self) -> Path:
        """The folder of files."""
        return self._machines[0].data / "media"

    @property
    def setup_token(self) -> str:
        """What sets the server up."""
        return self._machines[0].setup_token

    @property
    def log(self) -> str:
        """What all of them wrote."""
        return "".join(one.log for one in self._machines if one.log_path.exists())

    def workers(self) -> list[int]:
        """Return the ids of the processes that serve, without those that only look after them."""
        return [pid for machine in self._machines for pid in _workers_of(machine)]

    async def start_first(self) -> None:
        """Start the first machine, which prints the set-up link: each further one would print another."""
        await asyncio.to_thread(self._machines[0].start)

    async def start_others(self) -> None:
        """Start the others."""
        first, *others = self._machines
        for one in others:
            shutil.copy2(first.data / "secrets.json", one.data)
            await asyncio.to_thread(one.start)

    async def stop(self) -> None:
        """Stop them for good."""
        self.go_on()
        # Who takes too long is killed, and the rest is put away all the same; tests of their own look at stopping.
        await asyncio.gather(*(asyncio.to_thread(one.stop) for one in self._machines), return_exceptions=True)

    async def kill(self, pids: list[int], *, for_seconds: float) -> None:
        """End workers with kill -9. What nobody looks after is started again after a while."""
        send_signal(pids, signal.SIGKILL)
        await asyncio.sleep(for_seconds)
        await self.bring_back()

    async def kill_everything(self, *, for_seconds: float) -> None:
        """End workers and those who look after them with kill -9, and start anew after a while."""
        masters = [one.process.pid for one in self._machines if one.process]
        send_signal(masters, signal.SIGSTOP)  # lest they start new ones
        await self.kill([*masters, *self.workers()], for_seconds=for_seconds)

    async def bring_back(self) -> None:
        """Start machines that died."""
        dead = [one for one in self._machines if one.process and one.process.poll() is not None]
        await asyncio.gather(*(asyncio.to_thread(_start_again, one) for one in dead))

    def pause(self, pids: list[int]) -> None:
        """Let workers stand still."""
        send_signal(pids, signal.SIGSTOP)

    def go_on(self) -> None:
        """End the pause of all."""
        send_signal(self.workers(), signal.SIGCONT)

    def keep_logs(self, target: Path) -> None:
        """Copy what they wrote to where it outlives the run."""
        for one in self._machines:
            if one.log_path.exists():
                shutil.copy2(one.log_path, target / one.log_path.name)


def _start_again(machine: Serving) -> None:
    """Start as a service manager does: again when it ends at once, as it does while the database recovers."""
    for _ in range(_STARTS - 1):
        try:
            machine.start()
        except AssertionError:
            time.sleep(0.5)
        else:
            return
    machine.start()


def _workers_of(machine: Serving) -> list[int]:
    process = machine.process
    if process is None or process.poll() is not None:
        return []
    own = command_of(process.pid)
    return [one for one in children(process.pid) if command_of(one) == own] or [process.pid]
