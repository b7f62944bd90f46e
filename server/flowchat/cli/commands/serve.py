"""`flowchat serve`: everything in one process, or in several workers, until Ctrl-C."""

import argparse
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from flowchat.cli import hosts
from flowchat.cli.database import (
    check_own_database,
    close_connections,
    has_own_database,
    server_lock,
    set_django_up,
)
from flowchat.cli.database_watch import DatabaseWatch
from flowchat.cli.listening import bind_sockets
from flowchat.cli.open_files import allow_many_connections
from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from flowchat.cli.steps import report, step
from flowchat.config import env
from flowchat.config.env import Environment
from flowchat.config.paths import data_folder, web_build
from flowchat.config.problems import Problem
from flowchat.config.workers import MOST, NAME, check_workers
from flowchat.version import VERSION

_OTHER_COMMANDS = (
    15.0  # seconds to wait for a short command (create-user, migrate) that has the database right now
)
_A_LOOK = 0.5  # seconds; a command that only asks whether a server runs holds the lock for an instant
_LAST_PORT = 65535


class _Terminated(BaseException):
    """SIGTERM, turned into an exception so that everything is put away on the way out."""


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Describe the subcommand."""
    parser = commands.add_parser("serve", parents=[common], help="start the server")
    parser.add_argument(
        "--host", default="localhost", help="the address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=_port, default=8000, help="the port to listen on (default: 8000)")
    parser.add_argument(
        "--workers",
        type=_workers,
        metavar="N",
        help=f"serve with so many processes, which need REDIS_URL (default: {NAME}, or 1)",
    )
    parser.add_argument("--demo", action="store_true", help="a lively example in a data folder of its own")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM, then stop everything and answer 0. Raises Problem when the start fails."""
    signal.signal(signal.SIGTERM, _terminate)
    allow_many_connections()
    if args.demo:
        _choose_demo_folder(explicit=bool(args.data))
    try:
        with ExitStack() as stack:
            _serve(args, stack)
    except (_Terminated, KeyboardInterrupt):
        pass  # or neither: a script's background jobs ignore SIGINT, so uvicorn's own handler is all that it meets
    print("Stopped.", file=sys.stderr)
    return 0


def _serve(args: argparse.Namespace, stack: ExitStack) -> None:
    began = time.monotonic()
    print(f"FlowChat {VERSION}", file=sys.stderr)
    hosts.answer_to(args.host)
    environment = env.load()
    workers = args.workers or environment.workers
    check_workers(workers, environment)
    _take_data_folder(stack, environment.data)
    sockets = bind_sockets(args.host, args.port)
    for bound in sockets:
        stack.callback(bound.close)
    postgres = _start_database(stack, environment.data, workers)
    watch = DatabaseWatch(postgres) if postgres else None
    address = hosts.address(environment.public_url, args.host, sockets[0].getsockname()[1])

    def prepare() -> list[str]:
        return _prepare(environment, address, demo=args.demo)

    def on_ready() -> None:
        report("listening", time.monotonic() - began, "in all")
        print("\n".join(last_lines), flush=True)

    if workers == 1:
        last_lines = prepare()
        _serve_alone(environment, sockets, watch, on_ready)
        return
    from flowchat.cli.workers.running import do_in_child, kept_by_parent, run_workers

    last_lines = do_in_child(prepare)
    with kept_by_parent(stack):
        run_workers(sockets, workers, watch, on_ready)
    raise _Terminated


def _serve_alone(
    environment: Environment,
    sockets: list[socket.socket],
    watch: DatabaseWatch | None,
    on_ready: Callable[[], None],
) -> None:
    from flowchat.cli.server import make_server

    server = make_server(environment, watch, on_ready)
    try:
        server.run(sockets=sockets)
    finally:
        close_connections()
    if server.problem:
        raise server.problem


def _prepare(environment: Environment, address: str, *, demo: bool) -> list[str]:
    """Set Django up and the database in order; return the lines that a start ends with."""
    set_django_up()
    from flowchat.cli import first_start

    try:
        with step("tables up to date") as current:
            current.note = first_start.migrate()
        notes = first_start.prepare_demo(environment.data) if demo else []
        _report_web_client()
        hosts.remember_address(environment, address)
        return [*notes, *first_start.check_keys(), first_start.last_line(address)]
    finally:
        close_connections()


def _terminate(number: int, frame: FrameType | None) -> None:
    signal.signal(
        signal.SIGTERM, signal.SIG_IGN
    )  # one is enough: the way out is not to be interrupted by another
    raise _Terminated


def _port(text: str) -> int:
    port = int(text) if text.isdecimal() else -1
    if not 0 <= port <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 1 to {_LAST_PORT}")
    return port


def _workers(text: str) -> int:
    count = int(text) if text.isdecimal() else 0
    if not 1 <= count <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of workers; give one from 1 to {MOST}")
    return count


def _choose_demo_folder(*, explicit: bool) -> None:
    if has_own_database():
        raise Problem(
            "--demo brings its own database, and DATABASE_URL names another.", fix="Unset DATABASE_URL."
        )
    if not explicit:
        os.environ["FLOWCHAT_DATA"] = str(data_folder() / "demo")


def _take_data_folder(stack: ExitStack, data: Path) -> None:
    lock = server_lock(data)
    if not lock.acquire(_A_LOOK):
        raise Problem(
            f"FlowChat already runs on the data folder {data} (process {lock.holder() or 'unknown'}).",
            fix="Stop it first, or choose another folder with --data.",
        )
    stack.callback(lock.release)


def _start_database(stack: ExitStack, data: Path, workers: int) -> EmbeddedPostgres | None:
    with step("database answers") as current:
        if has_own_database():
            check_own_database()
            current.note = "DATABASE_URL"
            return None
        postgres = stack.enter_context(EmbeddedPostgres(data=data, patience=_OTHER_COMMANDS, workers=workers))
        os.environ["DATABASE_URL"] = postgres.url
        stack.callback(os.environ.pop, "DATABASE_URL", None)
        current.note = postgres.source
    return postgres


def _report_web_client() -> None:
    with step("web client found") as current:
        if web_build() is None:
            current.note = "not built, so only the API answers: bin/run builds it"
