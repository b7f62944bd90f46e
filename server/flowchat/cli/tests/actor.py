"""A process that supervises a PostgreSQL, for tests that kill it. Told what to do by one JSON argument.

It starts as the tests' own user and becomes another only when everything is imported: the checkout may be closed
to that user. It prints one JSON line, the address or the problem, and stops when its standard input ends.
"""

import json
import os
import signal
import sys
from pathlib import Path

from flowchat.cli.postgres import copies
from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from flowchat.config.problems import Problem


def main(spec: dict[str, object]) -> int:
    """Run as the spec says; 0 after a clean stop, 1 after a problem."""
    uid = spec.get("uid")
    if isinstance(uid, int) and uid != os.geteuid():
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    if spec.get("shared_place"):
        copies.SHARED_PLACE = Path(str(spec["shared_place"]))
    options: dict[str, bool] = {"death_signal": False} if spec.get("watchdog") else {}
    try:
        with EmbeddedPostgres(data=Path(str(spec["data"])), durable=False, **options) as postgres:
            print(json.dumps({"url": postgres.url, "pid": postgres.pid}), flush=True)
            sys.stdin.readline()
    except Problem as problem:
        print(json.dumps({"problem": problem.message, "fix": problem.fix}), flush=True)
        return 1
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(main(json.loads(sys.argv[1])))
