"""The processes of clients, as those who ask them see them."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from bench.load_numbers import Times
from bench.load_wire import Json
from tools.prepare import PYTHON, ROOT
from tools.prepared import clean_environment


class Fleets:
    """Asks all processes the same, which they do side by side. Raises AssertionError when one of them is gone."""

    def __init__(self, processes: list["subprocess.Popen[str]"]) -> None:
        self._processes = processes

    @property
    def pids(self) -> list[int]:
        """Their process ids."""
        return [process.pid for process in self._processes]

    def ask(self, do: str, **arguments: object) -> list[Json]:
        """Give a command and return all answers."""
        for process in self._processes:
            assert process.stdin
            process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            process.stdin.flush()
        return [_answer(process) for process in self._processes]


def _answer(process: "subprocess.Popen[str]") -> Json:
    assert process.stdout
    line = process.stdout.readline()
    assert line, "a process of clients ended"
    answer: Json = json.loads(line)
    return answer


@contextmanager
def fleets(
    *,
    count: int,
    people: list[tuple[str, str]],
    port: int,
    room_size: int,
    hall_size: int,
    quiet_seconds: float,
) -> Iterator[Fleets]:
    """Start the processes, each with a share of the people, and end them."""
    processes = [
        subprocess.Popen(
            [str(PYTHON), "-m", "bench.load_fleet"],
            cwd=ROOT,
            env=clean_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    try:
        share = -(-len(people) // (count * room_size)) * room_size
        for number, process in enumerate(processes):
            plan = {
                "fleet": number,
                "port": port,
                "people": people[number * share : (number + 1) * share],
                "room_size": room_size,
                "hall_size": hall_size,
                "quiet_seconds": quiet_seconds,
            }
            assert process.stdin
            process.stdin.write(json.dumps(plan) + "\n")
            process.stdin.flush()
        yield Fleets(processes)
    finally:
        for process in processes:
            process.kill()
            process.wait(10)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def times(answers: list[Json], name: str) -> Times:
    """Add up the times of all processes."""
    return Times().merge(Times(answer[name]) for answer in answers)


def added(answers: list[Json], name: str) -> dict[str, int]:
    """Add up the counts of all processes by their names."""
    total: dict[str, int] = {}
    for answer in answers:
        for key, count in answer[name].items():
            total[key] = total.get(key, 0) + count
    return total
