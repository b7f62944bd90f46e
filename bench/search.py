"""`bin/bench search`: how long searches take among a million messages, and the plans of the slowest."""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.sample_talk import Script, make_scripts

if TYPE_CHECKING:
    from bench.fill import Filled
    from flowchat.chat.accounts.models import User

MESSAGES = 1_000_000
EACH = 12
"""Different searches of each kind."""
ROUNDS = 3
_PLANS = 4


class Asked(NamedTuple):
    """One search that was measured: how long it took in all, how long it kept a processor busy (this process and
    PostgreSQL's together), and its slowest statement with its values.
    """

    kind: str
    text: str
    seconds: float
    cpu: float
    hits: int
    statement: str
    values: Any


def measure_search(messages: int = MESSAGES) -> str:
    """Build everything in a folder of its own, measure, and return the report in Markdown."""
    with tempfile.TemporaryDirectory(prefix="flowchat-bench-") as folder, _database(Path(folder)):
        rng = random.Random(20_261_123)
        scripts = make_scripts(rng)
        building, filled = _build(rng, scripts, messages)
        from flowchat.chat.accounts.models import User

        busy, quiet = User.objects.get(id=filled.busy), User.objects.get(id=filled.quiet)
        searches = list(_mix(rng, scripts, filled))
        print(f"{len(searches)} searches, {ROUNDS} rounds", flush=True)
        asked = [one for _ in range(ROUNDS) for one in _round(rng, searches, busy, quiet)]
        return _report(asked, building)


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    from flowchat.cli.postgres.supervisor import EmbeddedPostgres

    os.environ |= {"FLOWCHAT_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "flowchat.config.settings"}
    cluster = EmbeddedPostgres(data=folder)
    cluster.start()
    try:
        os.environ["DATABASE_URL"] = cluster.url
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        yield
        connections.close_all()
    finally:
        cluster.stop()


def _build(
    rng: random.Random, scripts: dict[str, Script], messages: int
) -> tuple[dict[str, float], "Filled"]:
    from django.db import connection

    from bench.fill import fill
    from flowchat.chat.search.backfill import index_what_is_there

    print(f"Making {messages:,} messages", flush=True)
    began = time.monotonic()
    filled = fill(rng, scripts, messages)
    made = time.monotonic()
    with connection.cursor() as cursor:
        # As the migration does it: first the rows, then the index of words.
        cursor.execute("DROP INDEX entry_words")
        index_what_is_there(cursor)
        cursor.execute("CREATE INDEX entry_words ON search_entry USING gin (words) WITH (fastupdate = off)")
        indexed = time.monotonic()
        cursor.execute("VACUUM ANALYZE")
        sizes = {name: _size(cursor, name) for name in ("messaging_message", "search_entry", "search_word")}
        cursor.execute("SELECT count(*) FROM search_word")
        row = cursor.fetchone()
    return {
        "messages": messages,
        "filling, s": made - began,
        "indexing, s": indexed - made,
        "words in the vocabulary": row[0] if row else 0,
        **{f"{name} with its indexes, MB": size for name, size in sizes.items()},
    }, filled


def _size(cursor: Any, table: str) -> float:
    cursor.execute("SELECT pg_total_relation_size(%s) / 1e6", [table])
    return float(cursor.fetchone()[0])


def _mix(rng: random.Random, scripts: dict[str, Script], filled: "Filled") -> Iterator[tuple[str, str]]:
    latin, cyrillic, han = (scripts[name].words for name in ("latin", "cyrillic", "han"))
    for number in range(EACH):
        common, medium, rare = latin[number], rng.choice(latin[200:2000]), rng.choice(latin[20_000:])
        room, person = rng.choice(filled.room_names).replace(" ", "-"), rng.choice(filled.usernames)
        swapped = medium[:1] + medium[2:3] + medium[1:2] + medium[3:]
        yield "common word", common
        yield "medium word", medium
        yield "rare word", rare
        yield "two common words", f"{common} {rng.choice(latin[:60])}"
        yield "common and rare word", f"{common} {rare}"
        yield "three words", f"{rng.choice(latin[:300])} {medium} {rng.choice(latin[:300])}"
        yield "beginning, two letters", medium[:2]
        yield "beginning, three letters", medium[:3]
        yield "beginning, four letters", rare[:4]
        yield "inside a word", rare[1:-1]
        yield "typo", f"{swapped}q"
        yield "Cyrillic", rng.choice(cyrillic[:3000])
        yield "Chinese, one character", rng.choice(han[:40])
        yield "Chinese, two characters", f"{rng.choice(han[:40])}{rng.choice(han[:40])}"
        yield "Chinese, four characters", "".join(rng.choices(han[:12], k=4))
        yield "phrase", f'"{latin[number]} {rng.choice(latin[:60])}"'
        yield "nothing to find", f"zzqx{rare}"
        yield "in a room", f"{common} in:#{room}"
        yield "from a person", f"{medium} from:@{person}"
        yield "common, before a day", f"{common} before:2025-0{1 + number % 9}-15"
        yield "with a link, excluded", f"{common} has:link -{latin[number + 30]}"
        yield "operators alone", f"from:@{person} has:code"


def _round(
    rng: random.Random, searches: list[tuple[str, str]], busy: "User", quiet: "User"
) -> Iterator[Asked]:
    rng.shuffle(searches)
    for number, (kind, text) in enumerate(searches):
        for sort in ("relevance", "newest"):
            yield _ask(quiet if number % 8 == 0 else busy, kind, text, sort)


def _ask(user: "User", kind: str, text: str, sort: Any) -> Asked:
    from django.db import connection

    from flowchat.chat.search.queries import Search, find_messages

    statements: list[tuple[float, str, Any]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django calls it so
        began = time.perf_counter()
        result = execute(sql, params, many, context)
        if "search_entry" in sql or "search_word" in sql:
            statements.append((time.perf_counter() - began, sql, params))
        return result

    busy, began = _busy(), time.perf_counter()
    with connection.execute_wrapper(watch):
        answer = find_messages(Search(user=user, text=text, sort=sort, limit=20))
    seconds, cpu = time.perf_counter() - began, _busy() - busy
    # Nothing is asked for a room that one may not read.
    _, sql, params = max(statements, key=lambda one: one[0], default=(0, "SELECT 1", None))
    return Asked(f"{kind}, by {sort}", text, seconds, cpu, len(answer.hits), sql, params)


def _busy() -> float:
    """Return how long a processor has worked for us so far, here and in our process of PostgreSQL, in seconds."""
    from django.db import connection

    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + int(backend.read_text().split()[0]) / 1e9


def _report(asked: list[Asked], building: dict[str, float]) -> str:
    by_kind: dict[str, list[Asked]] = {}
    for one in asked:
        by_kind.setdefault(one.kind, []).append(one)
    rows = [_row("**all**", asked), *(_row(kind, some) for kind, some in sorted(by_kind.items()))]
    slowest = sorted((max(some, key=_duration) for some in by_kind.values()), key=_duration, reverse=True)
    plans = [
        f"### {one.kind}: `{one.text}`, {one.cpu * 1000:.0f} ms of CPU\n\n```\n{_plan(one)}\n```"
        for one in slowest[:_PLANS]
    ]
    lines = [f"- {name}: {value:,.0f}" for name, value in building.items()]
    lines.append(
        f"- asked: {EACH} different searches of each kind, {ROUNDS} rounds in random order, one at a time, in the "
        "process of the server without HTTP; every eighth by a member of two small rooms, the others by one of 150"
    )
    lines.append(
        "- CPU: how long processors worked for a search, here and in PostgreSQL; waiting for them grows with the load"
    )
    table = [
        "| search | times | p50, ms | p95, ms | most, ms | CPU p50, ms | CPU p95, ms | hits |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
    ]
    return "\n".join([*lines, "", *table, "", "## Plans of the slowest kinds", "", "\n\n".join(plans), ""])


def _duration(one: Asked) -> float:
    return one.cpu


def _row(name: str, some: list[Asked]) -> str:
    times = sorted(one.seconds * 1000 for one in some)
    busy = sorted(one.cpu * 1000 for one in some)
    p95, busy95 = (statistics.quantiles(one, n=100, method="inclusive")[94] for one in (times, busy))
    hits = statistics.mean(one.hits for one in some)
    walls = f"{statistics.median(times):.1f} | {p95:.1f} | {times[-1]:.1f}"
    return f"| {name} | {len(times)} | {walls} | {statistics.median(busy):.1f} | {busy95:.1f} | {hits:.1f} |"


def _plan(one: Asked) -> str:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {one.statement}", one.values)
        return "\n".join(line if len(line) < 300 else f"{line[:300]} …" for (line,) in cursor.fetchall())
