"""W7: a page that is opened by somebody who is signed in, with 200 rooms."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import httpx
import psycopg

from bench.speed.lab import Lab, Runs, costing
from bench.speed.results import Findings, Row, Target
from bench.speed.systems import Filling, FlowChat
from flowchat.cli.postgres.supervisor import EmbeddedPostgres

ROOMS, OTHERS = 200, 4
MESSAGES, IN_THE_OPEN_ROOM = 5, 120
LOADS = 20
CALLS = ("/api/community/", "/api/bootstrap/", "/api/messages/?room={room}&limit=50")
"""What the web client asks for until a room can be read and written in (web/src/app/chat/model/chat-api.ts and
features/messages/api/history.ts); the first two at the same time. A story in e2e/ counts them in a browser.
"""
_STATEMENT = re.compile(r"LOG:  (?:statement|execute [^:]*): *(\w*)")
"""The first word is missing where a statement begins in its second line."""
_FRAME = {"BEGIN", "COMMIT", "SET", "SAVEPOINT", "RELEASE", "ROLLBACK"}


def measure(lab: Lab) -> Findings:
    """W7: how many requests and SQL statements a load takes, and what it costs."""
    rooms = lab.some(ROOMS, 20)
    members = [[0, *range(1 + at * OTHERS, 1 + (at + 1) * OTHERS)] for at in range(rooms)]
    filling = Filling(1 + rooms * OTHERS, members, [IN_THE_OPEN_ROOM] + [MESSAGES] * (rooms - 1))
    runs = Runs()
    with lab.running("FlowChat", filling) as system:
        assert isinstance(system, FlowChat)
        with httpx.Client(base_url=f"http://127.0.0.1:{system.port}") as http:
            http.headers["Authorization"] = f"Bearer {system.tokens[0]}"
            _load(http, system)
            for _ in range(lab.times("FlowChat")):
                runs.add(**_run(lab, http, system))
    lab.say(
        f"  FlowChat: {runs['statements'].median:.0f} statements, {runs['cpu_ms'].median:.1f} ms CPU a load"
    )
    return Findings(
        [
            Row("W7", "requests until usable", "", Target(3), runs["requests"]),
            Row("W7", "SQL statements", "", Target(12), runs["statements"]),
        ],
        {"FlowChat": runs.told()},
    )


def _run(lab: Lab, http: httpx.Client, system: FlowChat) -> dict[str, float]:
    loads = lab.some(LOADS, 3)
    with costing(system) as spent:
        began = time.monotonic()
        answers = [_load(http, system) for _ in range(loads)][-1]
        seconds = time.monotonic() - began
    with statements(system.postgres) as found:
        _load(http, system)
    return {
        "requests": len(CALLS),
        "statements": sum(word not in _FRAME for word in found),
        "statements_that_frame_a_transaction": sum(word in _FRAME for word in found),
        "cpu_ms": spent.total / loads * 1000,
        "one_after_the_other_ms": seconds / loads * 1000,
        "kb": sum(len(answer.content) for answer in answers) / 1024,
        "kb_on_the_wire": sum(answer.num_bytes_downloaded for answer in answers) / 1024,
    }


def _load(http: httpx.Client, system: FlowChat) -> list[httpx.Response]:
    answers = [http.get(call.format(room=system.rooms[0].id)) for call in CALLS]
    for answer in answers:
        answer.raise_for_status()
    return answers


@contextmanager
def statements(postgres: EmbeddedPostgres) -> Iterator[list[str]]:
    """Let PostgreSQL log what it is asked inside the block, except for background work, and return the first words."""
    found: list[str] = []
    with psycopg.connect(postgres.url, autocommit=True, application_name="flowchat bench") as admin:
        admin.execute("ALTER SYSTEM SET log_line_prefix = '%a|'")
        try:
            _log(admin, "all")
            start = postgres.log.stat().st_size
            yield found
        finally:
            _log(admin, "none")
    found += _asked(postgres.log, start)


def _log(admin: "psycopg.Connection[tuple[object, ...]]", what: str) -> None:
    admin.execute(cast("psycopg.abc.QueryNoTemplate", f"ALTER SYSTEM SET log_statement = '{what}'"))
    admin.execute("SELECT pg_reload_conf()")
    time.sleep(0.5)  # each process reads it when it is next idle


def _asked(log: Path, start: int) -> Iterator[str]:
    with log.open(errors="replace") as lines:
        lines.seek(start)
        for line in lines:
            name, _, rest = line.partition("|")
            if "flowchat" not in name and (asked := _STATEMENT.match(rest)):
                yield asked[1].upper()
