"""`flowchat serve` from the first line to the last."""

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from flowchat.cli.postgres.pidfile import read_pid_file
from flowchat.cli.postgres.processes import command_line
from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from flowchat.cli.tests.commands import flowchat
from flowchat.cli.tests.conftest import eventually
from tools.stack import Stack


@pytest.fixture
def running() -> Iterator[Stack]:
    with Stack(prepared=True) as stack:
        yield stack


@pytest.fixture
def brand_new() -> Iterator[Stack]:
    """Started on an empty folder."""
    with Stack() as stack:
        yield stack


def _postmaster(stack: Stack) -> int:
    told = read_pid_file(stack.data / "postgres" / "pgdata")
    assert told
    return told.pid


def _answers(stack: Stack, path: str) -> int:
    return httpx.get(f"{stack.url}{path}", timeout=20).status_code


def _is_ready(stack: Stack) -> bool:
    try:
        return _answers(stack, "/readyz") == 200
    except httpx.HTTPError:
        return False


def test_a_first_start_shows_its_steps_and_ends_with_the_set_up_link(brand_new: Stack) -> None:
    for step in ("database answers", "tables up to date", "web client found", "listening"):
        assert re.search(rf"^  {step} +\d+\.\d\d s", brand_new.log, re.MULTILINE), brand_new.log
    assert brand_new.said[-1].startswith(f"Open {brand_new.url}/setup/")
    assert _answers(brand_new, f"/api/setup/{brand_new.setup_token}/") == 200


def test_a_later_start_ends_with_the_address_alone(running: Stack) -> None:
    running.stop()
    flowchat(running.data, "create-user", "alice", "--role", "owner", typed="correct horse battery\n")
    running.start()
    assert running.said == [f"Open {running.url}"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_all_of_it_cleanly(running: Stack, how: signal.Signals) -> None:
    assert running.process
    postmaster = _postmaster(running)
    with connect(f"{running.url.replace('http', 'ws')}/ws/") as web_socket:
        running.process.send_signal(how)
        with pytest.raises(ConnectionClosed) as closed:
            web_socket.recv(timeout=20)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1012
    assert running.process.wait(30) == 0
    assert command_line(postmaster) is None
    assert running.log.rstrip().endswith("Stopped.")
    assert "Traceback" not in running.log
    assert "database system is shut down" in (running.data / "postgres" / "postgres.log").read_text()


def test_a_second_ctrl_c_does_not_wait_for_anyone(running: Stack) -> None:
    """A client that never finishes its request holds a clean stop up for the whole grace; a second Ctrl-C ends that."""
    assert running.process
    with socket.create_connection(("127.0.0.1", running.port)) as slow:
        slow.sendall(b"POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n")
        _wait_for_request(running)
        running.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(30) == 0
    assert "Traceback" not in running.log
    assert read_pid_file(running.data / "postgres" / "pgdata") is None


def _wait_for_request(stack: Stack) -> None:
    """Another request answered means that the one before has arrived."""
    assert _answers(stack, "/healthz") == 200


def test_a_postgres_that_dies_comes_back_under_the_running_server(running: Stack) -> None:
    first = _postmaster(running)
    os.kill(first, signal.SIGKILL)
    eventually(lambda: command_line(first) is None, "kill -9 did not work")
    eventually(lambda: _is_ready(running), "the server did not get its database back")
    assert _postmaster(running) != first
    assert "starting it again" in running.log


def test_a_killed_server_leaves_nothing_running_and_starts_again(running: Stack) -> None:
    postmaster = _postmaster(running)
    running.kill()
    eventually(lambda: command_line(postmaster) is None, "PostgreSQL outlives the server")
    running.start()
    assert _answers(running, "/readyz") == 200


def test_a_second_server_on_the_same_folder_is_refused(running: Stack) -> None:
    done = flowchat(running.data, "serve", "--port", "0")
    assert done.returncode == 1
    assert "already runs on the data folder" in done.stderr
    assert "--data" in done.stderr
    assert _answers(running, "/readyz") == 200


def test_a_taken_port_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = flowchat(tmp_path / "data", "serve", "--host", "127.0.0.1", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert not (tmp_path / "data" / "postgres").exists()


@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1"])
def test_an_address_of_another_machine(tmp_path: Path, host: str) -> None:
    done = flowchat(tmp_path, "serve", "--host", host, "--port", "0")
    assert done.returncode == 1
    assert host in done.stderr
    assert "--host" in done.stderr


@pytest.mark.parametrize("port", ["http", "-1", "65536", "80.5"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    done = flowchat(tmp_path, "serve", f"--port={port}")
    assert done.returncode == 2
    assert "no port" in done.stderr


def test_a_data_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = flowchat(tmp_path / "file" / "data", "serve", "--port", "0")
    assert done.returncode == 1
    assert "can't be used" in done.stderr


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"FLOWCHAT_MAIL_FROM": "chat@example.org"}, "FLOWCHAT_MAIL_URL"),
        ({"FLOWCHAT_MAIL_URL": "smtp://mail.example.org"}, "FLOWCHAT_MAIL_FROM"),
        ({"FLOWCHAT_POSTGRES_BIN": "/nowhere"}, "FLOWCHAT_POSTGRES_BIN"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
    ],
)
def test_half_a_configuration_names_the_variable(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    done = flowchat(tmp_path, "serve", "--port", "0", settings=settings)
    assert done.returncode == 78
    assert f"flowchat: {named}: " in done.stderr


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    url = f"postgresql://someone:hunter2secret@127.0.0.1:{port}/flowchat"
    done = flowchat(tmp_path, "serve", "--port", "0", settings={"DATABASE_URL": url})
    assert done.returncode == 1
    assert "does not answer" in done.stderr
    assert "hunter2secret" not in done.stderr


def test_a_database_of_ones_own(tmp_path: Path) -> None:
    """DATABASE_URL wins: nothing is started beside it."""
    with EmbeddedPostgres(data=tmp_path / "elsewhere", durable=False) as postgres:
        with Stack(environment={"DATABASE_URL": postgres.url}) as stack:
            assert _answers(stack, "/readyz") == 200
            assert not (stack.data / "postgres").exists()
            link = flowchat(stack.data, "setup-link", settings={"DATABASE_URL": postgres.url})
            assert link.stdout.startswith(f"{stack.url}/setup/")
        demo = flowchat(tmp_path / "demo", "serve", "--demo", settings={"DATABASE_URL": postgres.url})
    assert demo.returncode == 1
    assert "DATABASE_URL" in demo.stderr


def test_what_it_keeps_is_closed_to_others(brand_new: Stack) -> None:
    assert brand_new.data.stat().st_mode & 0o077 == 0
    assert (brand_new.data / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_no_password_can_be_given_on_the_command_line(tmp_path: Path) -> None:
    help_text = flowchat(tmp_path, "create-user", "--help").stdout
    assert "--password" not in help_text
