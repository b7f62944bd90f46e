"""One run: start everything, let it go wrong, let it calm down, and prove what is left."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from chaos.checking import audience, messages, order, presence, reading, unread
from chaos.checking.findings import Finding, finding_each
from chaos.checking.truth import DeviceView, PersonView, Truth
from chaos.fleet.community import make_community
from chaos.fleet.device import Device
from chaos.fleet.fleet import Fleet
from chaos.nemesis.faults import Field
from chaos.nemesis.nemesis import Nemesis
from chaos.nemesis.plan import make_plan
from chaos.options import Options, read_options
from chaos.report import Report
from chaos.stack.stack import TriedStack
from tools.prepare import ROOT

SETTLE = 30.0
PRESENCE = 30.0
LIVE = 10.0
"""Seconds after which a message must be everywhere once all is calm: a heartbeat finds what an announcement missed."""


@dataclass
class Outcome:
    """What there is to judge."""

    truth: Truth = field(default_factory=Truth)
    views: list[DeviceView] = field(default_factory=list)
    people: list[PersonView] = field(default_factory=list)
    files: dict[str, str | None] = field(default_factory=dict)


class Run:
    """Everything about one run."""

    def __init__(self, options: Options, stack: TriedStack) -> None:
        self._options = options
        self._stack = stack
        self._random = Random(f"fleet {options.seed}")
        self.report = Report(options)

    async def whole(self) -> Report:
        """Do all of it and return the report."""
        options, stack, report = self._options, self._stack, self.report
        size = options.size
        community = await make_community(
            f"http://127.0.0.1:{stack.port_for(0)}",
            stack.servers.setup_token,
            count=size.people,
            private_rooms=size.private_rooms,
        )
        await stack.servers.start_others()
        fleet = await Fleet.gather(stack, community, size, self._random)
        try:
            report.began("faults")
            fleet.begin()
            nemesis = Nemesis(Field(stack, fleet), make_plan(options.seed, options.seconds, options.kinds))
            report.done = nemesis.done
            await nemesis.rage(options.seconds)
            await stack.heal()
            report.began("calm")
            await fleet.calm_down()
            await self._judge(fleet)
        finally:
            report.take_journals(fleet)
            report.take_log(stack.servers.log)
            await fleet.end()
        report.findings += check_happened(report.counts)
        report.findings += check_log_lines(report.counts)
        return report

    async def _judge(self, fleet: Fleet) -> None:
        """Check everything; presence last, because it may take its time."""
        report, people = self.report, [one.user_id for one in fleet.community.people]
        staying = await fleet.say_goodbye(self._random)
        calm = time.monotonic()
        states = presence.true_states([(one.user_id, one.active) for one in staying], people)
        report.findings += await self._until(lambda: self._caught_up(staying), SETTLE)
        report.findings += await self._probe(fleet, staying)
        report.findings += await self._until(lambda: self._unread_right(staying), LIVE)
        outcome = await self._look(staying)
        report.take_truth(outcome.truth)
        report.began("checks")
        report.findings += judge(fleet, staying, outcome)

        async def presence_wrong() -> Sequence[Finding]:
            views = [reading.look_at(one, people) for one in staying]
            return presence.check_presence(views, states, outcome.truth)

        if not report.findings:
            report.began("presence")
            report.findings += await self._until(presence_wrong, calm + PRESENCE - time.monotonic())
            report.presence_seconds = time.monotonic() - calm

    async def _until(
        self, check: Callable[[], Awaitable[Sequence[Finding]]], seconds: float
    ) -> Sequence[Finding]:
        """Check again and again until nothing is found, or the time is over; return what is still found."""
        deadline = time.monotonic() + seconds
        while True:
            found = await check()
            if not found or time.monotonic() >= deadline:
                return found
            await asyncio.sleep(0.25)

    async def _caught_up(self, staying: Sequence[Device]) -> Sequence[Finding]:
        heads = await reading.read_heads(self._stack.postgres.direct_url)
        return finding_each(
            "everyone catches up",
            (
                one.journal.name
                for one in staying
                if not one.connected
                or any(
                    one.follower.position(stream) != heads.get(stream, 0) for stream in one.follower.streams()
                )
            ),
        )

    async def _unread_right(self, staying: Sequence[Device]) -> Sequence[Finding]:
        truth = await reading.read_truth(self._stack.postgres.direct_url)
        return unread.check_unread([reading.look_at(one, []) for one in staying], truth)

    async def _probe(self, fleet: Fleet, staying: list[Device]) -> Sequence[Finding]:
        """See that a message said now comes over every socket."""
        seqs = await fleet.probe(staying)
        # Of a direct room both may have left.
        unsaid = {room_id for one in staying for room_id in one.follower.rooms} - seqs.keys()

        async def unheard() -> Sequence[Finding]:
            return finding_each(
                "live again",
                (
                    f"{one.journal.name} does not hear room.{room_id}#{seq}"
                    for one in staying
                    for room_id, seq in seqs.items()
                    if room_id in one.follower.rooms
                    and seq not in one.journal.heard.get(f"room.{room_id}", {})
                ),
            )

        return [
            *finding_each("live again", (f"nothing could be said in {one}" for one in unsaid)),
            *await self._until(unheard, LIVE),
        ]

    async def _look(self, staying: list[Device]) -> Outcome:
        people = {one.user_id: one for one in staying}
        fresh = [await reading.look_anew(one) for one in people.values()]
        files = await reading.fetch_files(staying, [one.journal for one in staying])
        truth = await reading.read_truth(self._stack.postgres.direct_url)
        return Outcome(truth, [reading.look_at(one, []) for one in staying], fresh, files)


def check_happened(counts: Mapping[str, int]) -> list[Finding]:
    """Find what nobody did: where nothing happens every promise is kept."""
    deeds = ("acknowledged", "edits", "events heard", "sockets opened", "messages")
    return finding_each("the run was one", (f"no {one}" for one in deeds if not counts.get(one)))


def check_log_lines(counts: Mapping[str, int]) -> list[Finding]:
    """Find that the servers were surprised: every one of these faults is foreseen, and told in a line."""
    count = counts["tracebacks"]
    return finding_each("nothing unforeseen", [f"{count} tracebacks in the servers' logs"] if count else [])


def judge(fleet: Fleet, staying: Sequence[Device], outcome: Outcome) -> list[Finding]:
    """Return everything that is wrong but presence."""
    journals, truth = [one.journal for one in fleet.devices], outcome.truth
    return [
        *messages.check_messages(journals, truth),
        *messages.check_edits(journals, truth),
        *messages.check_reads(journals, truth),
        *messages.check_files([one.journal for one in staying], outcome.files),
        *order.check_log(truth),
        *order.check_segments(journals, truth),
        *order.check_heard(journals, truth),
        *order.check_histories(outcome.people, truth),
        *order.check_caught_up(outcome.views, truth),
        *audience.check_audience(journals, truth),
        *unread.check_unread([*outcome.views, *outcome.people], truth),
        *finding_each("as the protocol says", (odd for one in journals for odd in one.oddities)),
    ]


async def run(options: Options) -> Report:
    """Do one run; keep the logs when anything was found."""
    async with TriedStack(options.shape) as stack:
        whole = Run(options, stack)
        try:
            await whole.whole()
        except Exception as error:  # noqa: BLE001 - a run that can't be ended is a finding, and its logs are wanted
            whole.report.findings.append(
                Finding("the run ends", f"{type(error).__name__}: {_innermost(error)}")
            )
        if whole.report.findings or options.logs:
            logs = options.logs or ROOT / "var" / "chaos" / f"seed-{options.seed}"
            stack.keep_logs(logs)
            whole.report.logs = logs
        return whole.report


def _innermost(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__} {error}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print the report, and answer 1 when anything was found."""
    options = read_options(arguments)
    print(f"seed {options.seed}", flush=True)
    report = asyncio.run(run(options))
    print("\n".join(report.lines()))
    if options.json:
        Path(options.json).write_text(report.as_json())
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
