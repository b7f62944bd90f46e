"""`bin/bench load`: thousands of people at several workers, talking for minutes, then all gone and all back at once."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from bench.load_fleets import Fleets, added, fleets, times
from bench.load_report import report
from bench.load_results import Load, Results, Return, figures
from bench.load_site import site
from bench.load_watch import Watch
from bench.made import how_it_was_made
from bench.scaling_redis import redis_costs
from bench.scaling_simulation import simulate
from tools.prepare import ROOT

RESULTS = ROOT / "bench" / "results" / "load.md"
SIMULATED = ROOT / "bench" / "results" / "scaling.md"
"""What the same figures mean for a million sockets."""


@dataclass(frozen=True)
class Options:
    """How much of everything. The defaults are what docs/scaling.md speaks of."""

    sockets: int = 2000
    workers: int = 2
    room_size: int = 10
    per_second: float = 100.0
    minutes: float = 10.0
    hall: int = 500
    hall_per_second: float = 20.0
    hall_seconds: float = 30.0
    signing_in: int = 200
    idle_seconds: float = 60.0
    away_seconds: float = 2.0
    calm_seconds: float = 20.0
    fleets: int = 2


def main(arguments: list[str] | None = None) -> int:
    """Run, print the report and keep it; 1 when something was lost, doubled or refused."""
    parser = argparse.ArgumentParser(prog="bin/bench load", description=__doc__)
    for name, value in asdict(Options()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value, metavar="N")
    parser.add_argument(
        "--into", type=Path, default=RESULTS, help="where the report goes; figures beside it as .json"
    )
    given = vars(parser.parse_args(arguments))
    into = given.pop("into")
    options = Options(**given)
    made = how_it_was_made()
    results = within(_longest(options), lambda: measure(options))
    text = report(made, asdict(options), results)
    into.write_text(text)
    told = figures(asdict(options), results) | {"redis_ms": redis_costs()}
    into.with_suffix(".json").write_text(json.dumps(told, indent=2) + "\n")
    if options.hall_seconds and into == RESULTS:
        SIMULATED.write_text(simulate(into.with_suffix(".json")))
    print(f"\n{text}\nKept in {into}")
    for fault in results.faults():
        print(f"FAULT: {fault}", file=sys.stderr)
    return 1 if results.faults() else 0


def _longest(options: Options) -> int:
    """Return after how many seconds the run has hung: what it plans to take, and half a second for each person."""
    planned = options.minutes * 60 + options.hall_seconds + options.idle_seconds + 2 * options.calm_seconds
    return round(planned + 180 + options.sockets / 2)


def within(seconds: int, work: Callable[[], Results]) -> Results:
    """Do something; raises TimeoutError in the midst of it when it takes too long, so that all processes are ended."""

    def over(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"The measurement did not end within {seconds} s.")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        return work()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def measure(options: Options) -> Results:
    """Start everything, do everything, and return what was seen."""
    say("Starting PostgreSQL, Redis and the workers; making people")
    with (
        site(workers=options.workers, people=options.sockets) as place,
        fleets(
            count=options.fleets,
            people=place.people,
            port=place.server.port,
            room_size=options.room_size,
            hall_size=options.hall // options.fleets,
            quiet_seconds=options.calm_seconds / 10,
        ) as clients,
        Watch(
            {**{kind: [root] for kind, root in place.roots.items()}, "clients": clients.pids},
            place.server.port,
        ) as watch,
    ):
        return Run(options, clients, watch).all()


class Run:
    """One run against a running site."""

    def __init__(self, options: Options, clients: Fleets, watch: Watch) -> None:
        self._options = options
        self._clients = clients
        self._watch = watch
        self._began = time.monotonic()

    def all(self) -> Results:
        """Everything, in its order."""
        options = self._options
        results = Results(looks=self._watch.looks, people=options.sockets)
        self._sign_in(results)
        self._connect(results)
        results.idle = self._phase("Everyone is connected, nobody speaks", options.idle_seconds)
        results.talk = self._load("Everyone talks", options.minutes * 60, options.per_second)
        if options.hall_seconds:
            results.hall = self._load(
                "Two large rooms", options.hall_seconds, options.hall_per_second, hall=True
            )
        results.rush = self._rush(results)
        results.returns = [self._return(renewing=False), self._return(renewing=True)]
        say("Comparing what everyone heard with what was accepted")
        told = self._clients.ask("report")
        results.expected, results.missing, results.doubled, results.strange = (
            sum(one[name] for one in told) for name in ("expected", "missing", "doubled", "strange")
        )
        results.troubles = added(told, "troubles")
        return results

    def _sign_in(self, results: Results) -> None:
        say(f"{self._options.sockets} people sign in")
        began, before = time.monotonic(), self._watch.cpu()
        answers = self._clients.ask("sign_in", count=self._options.sockets)
        results.sign_in_seconds = time.monotonic() - began
        results.sign_in_cpu = self._spent(before)
        results.sign_in_times = times(answers, "waits")
        results.refuse(added(answers, "refused"))
        say("Making rooms")
        self._clients.ask("make_rooms")
        time.sleep(self._options.calm_seconds / 2)

    def _rush(self, results: Results) -> Load:
        """People sign in while others talk: checking a password is the hardest work there is."""
        options = self._options
        say(f"{options.signing_in} people sign in again while the others talk")
        began, before = time.monotonic(), self._watch.cpu()
        self._clients.ask("send", per_second=options.per_second / options.fleets)
        answers = self._clients.ask("sign_in", count=options.signing_in // options.fleets)
        rush = Load(began=began, ended=time.monotonic(), cpu=self._spent(before))
        results.refuse(added(answers, "refused"))
        told = self._clients.ask("stop_sending")
        rush.answers, rush.latencies = times(told, "answers"), times(told, "latencies")
        return rush

    def _connect(self, results: Results) -> None:
        say("Opening sockets")
        results.bare_at = time.monotonic()
        began, before = time.monotonic(), self._watch.cpu()
        refused = added(self._clients.ask("connect"), "refused")
        results.connect_seconds = time.monotonic() - began
        results.connect_cpu = self._spent(before)
        results.refuse(refused)

    def _phase(self, about: str, seconds: float) -> Load:
        say(f"{about}: {seconds:.0f} s")
        began, before = time.monotonic(), self._watch.cpu()
        time.sleep(seconds)
        now = time.monotonic()
        return Load(began=began, ended=now, cpu=self._spent(before))

    def _load(self, about: str, seconds: float, per_second: float, *, hall: bool = False) -> Load:
        self._clients.ask("send", per_second=per_second / self._options.fleets, hall=hall)
        load = self._phase(f"{about}, {per_second:.0f} messages a second", seconds)
        answers = self._clients.ask("stop_sending")
        load.answers, load.latencies = times(answers, "answers"), times(answers, "latencies")
        return load

    def _return(self, *, renewing: bool) -> Return:
        how = "with new tokens" if renewing else "with the tokens they have"
        say(f"All lose their connections while {self._options.per_second:.0f} messages a second go on")
        self._clients.ask("send", per_second=self._options.per_second / self._options.fleets)
        time.sleep(self._options.away_seconds)
        self._clients.ask("drop")
        time.sleep(self._options.away_seconds)
        say(f"All come back at once, {how}")
        at, before = time.monotonic() + 0.2, self._watch.cpu()
        answers = self._clients.ask("come_back", at=at, renewing=renewing)
        now, spent = time.monotonic(), self._spent(before)
        self._clients.ask("stop_sending")
        time.sleep(self._options.calm_seconds)
        return Return(
            renewing=renewing,
            began=at,
            ended=now,
            calm=time.monotonic(),
            cpu=spent,
            ready=sorted(seconds for one in answers for seconds in one["ready"]),
            caught_up=sorted(seconds for one in answers for seconds in one["caught_up"]),
            fetched=sum(one["fetched"] for one in answers),
        )

    def _spent(self, before: dict[str, float]) -> dict[str, float]:
        return {kind: seconds - before[kind] for kind, seconds in self._watch.cpu().items()}


def say(what: str) -> None:
    """Tell whoever waits."""
    print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
    sys.exit(130)
