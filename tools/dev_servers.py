"""The servers of bin/dev: PostgreSQL, FlowChat (started anew when its code changes) and Vite in front of it.

One address is to be opened, Vite's: it serves the client as it is being written and passes everything else on.
PostgreSQL belongs to this process, so a reload of the server does not stop it.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import watchfiles

from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from flowchat.config.paths import data_folder
from flowchat.config.problems import Problem
from tools.prepare import PYTHON, ROOT, WEB

_CODE = ROOT / "server" / "flowchat"


def main() -> int:
    """Run until Ctrl-C, then stop all of it."""
    parser = argparse.ArgumentParser(prog="bin/dev", description="FlowChat with reload on both sides.")
    parser.add_argument("--port", type=int, default=5173, help="the port to open (default: 5173)")
    parser.add_argument("--server-port", type=int, default=8000, help="the port behind it (default: 8000)")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupt)
    address = f"http://localhost:{args.port}"
    # The links the server prints name the address in front, and it answers pages that come from there.
    environment = {**os.environ, "FLOWCHAT_PUBLIC_URL": address, "FLOWCHAT_DEBUG": "1"}
    try:
        with _database() as url:
            environment["DATABASE_URL"] = url
            _serve_both(args, environment)
    except Problem as problem:
        print(f"bin/dev: {problem.message}\n  {problem.fix}", file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        pass
    return 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _database() -> Iterator[str]:
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with EmbeddedPostgres(data=data_folder()) as postgres:
        yield postgres.url


def _serve_both(args: argparse.Namespace, environment: dict[str, str]) -> None:
    server = [str(PYTHON), "-P", "-m", "flowchat.cli.main", "serve", "--port", str(args.server_port)]
    vite = [
        str(WEB / "node_modules" / ".bin" / "vite"),
        "--port",
        str(args.port),
        "--strictPort",
        "--clearScreen",
        "false",
    ]
    behind = {**environment, "FLOWCHAT_DEV_SERVER": f"http://localhost:{args.server_port}"}
    with _child(vite, cwd=str(WEB), environment=behind):
        while True:
            with _child(server, cwd=str(ROOT), environment=environment):
                for _ in watchfiles.watch(
                    _CODE, watch_filter=watchfiles.PythonFilter(), raise_interrupt=True
                ):
                    print("Code changed; starting the server again", file=sys.stderr)
                    break


@contextmanager
def _child(command: list[str], *, cwd: str, environment: dict[str, str]) -> Iterator[None]:
    """Run a child beside what happens inside; a session of its own, so that Ctrl-C reaches it through us alone."""
    process = subprocess.Popen(command, cwd=cwd, env=environment, start_new_session=True)
    try:
        yield
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
