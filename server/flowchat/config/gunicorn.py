"""Gunicorn's settings: what `flowchat serve --workers N` uses, and what ops/gunicorn.conf.py tells and takes.

Plainly: `gunicorn -c ops/gunicorn.conf.py --bind 0.0.0.0:8000 --workers 2 flowchat.config.asgi:application`, with
DATABASE_URL and REDIS_URL set and after `flowchat migrate`. `serve --workers` does that, brings its own PostgreSQL
where none is named, and on SIGHUP replaces one worker after the other, which Gunicorn by itself does all at once.
"""

import sys
from pathlib import Path
from typing import Any

from flowchat.config import env
from flowchat.config.problems import Problem
from flowchat.config.workers import check_workers

worker_class = "flowchat.cli.workers.worker.ASGIWorker"
"""uvicorn with FlowChat's protocols and WebSocket settings (flowchat/cli/server.py)."""
logger_class = "flowchat.cli.workers.logs.Logger"
"""The parent's lines in the same form as all others, and only those about trouble."""

timeout = 30
"""Seconds without a sign of life after which a worker is killed and replaced. Each gives one a second from its event
loop, where nothing slow runs: 5 s would do, but a machine that swaps, or a VM that was paused, is no worker that hangs.
"""
graceful_timeout = 30
"""Seconds for a worker that is to leave. Sockets are closed over 5 s at most (cli/workers/draining.py), requests under
way then have 15 s (cli/workers/worker.py), the rest (jobs 2 s, uploads being checked 3 s, connections) takes less than
10. Not more: Kubernetes, Heroku and Render send SIGKILL after 30 s.
"""
backlog = 2048
"""Connections that wait for a worker to take them: all clients of a server, when they come back at once. The kernel
cuts it to net.core.somaxconn (4096 since Linux 5.4).
"""
max_requests = 0
"""Workers are not replaced for their age: each replacement sends hundreds of sockets away."""
preload_app = False
"""Threads, connections and the line to Redis don't survive a fork: each worker makes its own. It costs 60 MB a worker,
and lets SIGHUP bring new code in.
"""
reuse_port = False
"""One queue of new connections for all workers. With a queue each, those of a worker that dies are lost."""
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - Gunicorn makes a file without a name
"""Where the sign of life is kept. On a disk, a write that hangs would look like a worker that hangs."""
control_socket_disable = True
"""Gunicorn's socket for `gunicornc`: one more way in, at one path for all servers of a user. Signals do."""
accesslog = None
"""Paths hold the tokens of one-time links. FLOWCHAT_LOG=json writes a line for each request, without them."""


def on_starting(arbiter: Any) -> None:
    """Refuse to start several workers that could not find each other; Gunicorn calls it."""
    try:
        check_workers(arbiter.cfg.workers, env.load())
    except Problem as problem:
        sys.stderr.write(f"flowchat: {problem}\n")
        raise SystemExit(problem.exit_code) from problem
