"""How a run under load is told: bench/results/load.md."""

from bench.load_numbers import Line, Times, line_through
from bench.load_results import (
    END_SECONDS,
    QUEUES,
    SERVER,
    Load,
    Results,
    costs_of,
    size_at,
    socket_kb,
    sockets_by_worker,
)

_WARM_UP = 0.2
"""How much of the talk is not counted for the slope of memory: caches fill, and the allocator finds its size."""

_ABOUT_COMING_IN = """## Coming in

| | seconds | a second | CPU of workers / PostgreSQL / Redis, ms each |
| --- | --- | --- | --- |"""
_ABOUT_TALKING = """## Talking

| | accepted | a second | deliveries | answer p50 / p99 / most, ms | send → receive p50 / p99 / most, ms | \
% of a core: workers / PostgreSQL / Redis / clients |
| --- | --- | --- | --- | --- | --- | --- |"""
_ABOUT_COSTS = """
Times count from the moment for which a message was planned: a late client makes them longer, not shorter.

| CPU, ms | workers | PostgreSQL | Redis | all |
| --- | --- | --- | --- | --- |"""
_ABOUT_MEMORY = f"""## Memory

PSS: pages that processes share count in parts. The slope is that of the least squares over the talk without its first
{_WARM_UP:.0%}; ± is its standard error.

| MB | signed in, no socket | sockets open | after the talk | after the returns | slope, MB a minute |
| --- | --- | --- | --- | --- | --- |"""
_ABOUT_RETURN = """## All gone, all back at once

While the talk goes on. A client that was refused waits and tries again as the web client does; each time is an error.

| | people | ready frame p50 / p99 / last, s | caught up p50 / p99 / last, s | messages fetched | \
CPU of workers / PostgreSQL / Redis, ms each, the talk included |
| --- | --- | --- | --- | --- | --- |"""
_ABOUT_QUEUES = f"""
| queue | most while they came | most afterwards | least in the last {END_SECONDS:.0f} s of the calm |
| --- | --- | --- | --- |"""


def report(made: dict[str, object], options: dict[str, float], results: Results) -> str:
    """Return the report in Markdown."""
    head = [f"- {name}: {value}" for name, value in made.items() if name != "runs"]
    head.append(
        "- asked for: " + ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in options.items())
    )
    told = (
        f"{results.expected:,} deliveries were due: {results.missing} missing, {results.doubled} doubled. "
        "What was missed while away counts when `sync` brought it."
    )
    parts = [
        "# Under load, made by `bin/bench load`\n",
        *head,
        "",
        "**Errors:** " + ("; ".join(results.faults()) or "none") + ".",
        told,
        "",
        *_coming_in(results),
        *_talking(results),
        *_memory(results),
        *_coming_back(results),
    ]
    return "\n".join(parts) + "\n"


def _coming_in(results: Results) -> list[str]:
    waits, people = results.sign_in_times, results.people
    named = (
        ("signing in with a password", results.sign_in_seconds, results.sign_in_cpu),
        ("opening sockets, ready frame included", results.connect_seconds, results.connect_cpu),
    )
    rows = [
        f"| {what} | {seconds:.1f} | {people / seconds:.0f} | {_milliseconds(cpu, people)} |"
        for what, seconds, cpu in named
    ]
    middle, late = waits.at(0.5), waits.at(0.99)
    told = f"A sign-in took {middle:.0f} ms at the median and {late:.0f} ms at the 99th percentile, 16 at a time."
    held = " + ".join(map(str, sockets_by_worker(results)))
    return [_ABOUT_COMING_IN, *rows, "", told, f"Sockets by worker: {held}.", ""]


def _talking(results: Results) -> list[str]:
    named = (
        ("small rooms", results.talk),
        ("small rooms while people sign in", results.rush),
        ("large rooms", results.hall),
        ("nobody speaks", results.idle),
    )
    rows = [
        f"| {name} | {len(one.answers):,} | {len(one.answers) / one.seconds:.0f} | {len(one.latencies):,} | "
        f"{_three(one.answers)} | {_three(one.latencies)} | {_shares(one)} |"
        for name, one in named
        if one is not None
    ]
    costs = [f"| {name} | {_cells(cost)} |" for name, cost in costs_of(results).items()]
    return [_ABOUT_TALKING, *rows, _ABOUT_COSTS, *costs, ""]


def _memory(results: Results) -> list[str]:
    talk, rows = results.talk, []
    assert talk
    start = talk.began + _WARM_UP * talk.seconds
    for kind, points in results.looks.memory.items():
        at_work = [(at / 60, size) for at, size in points if start <= at <= talk.ended]
        slope = line_through(at_work) if len(at_work) >= 3 else None
        sizes = [size_at(points, at) for at in (results.bare_at, talk.began, talk.ended, float("inf"))]
        cells = " | ".join(f"{size:.0f}" for size in sizes)
        rows.append(f"| {kind} | {cells} | {_slope(slope)} |")
    sockets = ", ".join(f"{kind} {size:.1f}" for kind, size in socket_kb(results).items())
    return [_ABOUT_MEMORY, *rows, "", f"KB for each open socket: {sockets}.", ""]


def _coming_back(results: Results) -> list[str]:
    rows, queues = [], []
    for one in results.returns:
        people = len(one.caught_up)
        rows.append(
            f"| {one.name} | {people} | {_seconds(one.ready)} | {_seconds(one.caught_up)} | {one.fetched:,} | "
            f"{_milliseconds(one.cpu, people)} |"
        )
        for queue in QUEUES:
            during, after, last = (
                results.looks.between(queue, *time)
                for time in (
                    (one.began, one.ended),
                    (one.ended, one.calm),
                    (one.calm - END_SECONDS, one.calm),
                )
            )
            cells = (max(during, default=0), max(after, default=0), min(last, default=0))
            queues.append(f"| {one.name}: {queue} | " + " | ".join(f"{cell:,.0f}" for cell in cells) + " |")
    return [_ABOUT_RETURN, *rows, _ABOUT_QUEUES, *queues, ""]


def _milliseconds(cpu: dict[str, float], count: float) -> str:
    return " / ".join(f"{cpu.get(kind, 0) / count * 1000:.2f}" for kind in SERVER)


def _cells(cost: dict[str, float]) -> str:
    return " | ".join(f"{value:.4f}" for value in (*(cost[kind] for kind in SERVER), sum(cost.values())))


def _three(times: Times) -> str:
    return " / ".join(f"{times.at(share):.1f}" for share in (0.5, 0.99, 1.0)) if len(times) else ""


def _shares(load: Load) -> str:
    return " / ".join(f"{seconds / load.seconds * 100:.0f}" for seconds in load.cpu.values())


def _slope(line: Line | None) -> str:
    return "" if line is None else f"{line.slope:+.2f} ± {line.error:.2f}"


def _seconds(some: list[float]) -> str:
    picked = [some[min(len(some) - 1, int(share * len(some)))] for share in (0.5, 0.99, 1.0)]
    return " / ".join(f"{one:.2f}" for one in picked)
