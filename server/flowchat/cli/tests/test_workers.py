"""How many workers serve: what is asked for, what that needs, and what the parent process loads."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from flowchat.cli.tests.commands import environment_of, flowchat
from flowchat.config import gunicorn
from tools.prepare import ROOT


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [(["--workers", "2"], {}), ([], {"WEB_CONCURRENCY": "2"})],
    ids=["asked", "set"],
)
def test_several_without_redis_are_refused_before_anything_is_started(
    tmp_path: Path, arguments: list[str], settings: dict[str, str]
) -> None:
    done = flowchat(tmp_path, "serve", "--port", "0", *arguments, settings=settings)
    assert done.returncode == 78
    assert "REDIS_URL: is not set, and 2 workers" in done.stderr
    assert "Set REDIS_URL" in done.stderr
    assert "WEB_CONCURRENCY=1" in done.stderr
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("number", ["0", "two", "65"])
def test_a_number_that_is_none(tmp_path: Path, number: str) -> None:
    done = flowchat(tmp_path, "serve", "--port", "0", f"--workers={number}")
    assert done.returncode == 2
    assert "no number of workers" in done.stderr
    done = flowchat(tmp_path, "serve", "--port", "0", settings={"WEB_CONCURRENCY": number})
    assert done.returncode == 78
    assert "WEB_CONCURRENCY" in done.stderr


def test_the_parent_process_loads_no_django() -> None:
    """Whatever it had loaded, its workers would share, and no reload could bring it anew."""
    modules = "flowchat.cli.main, flowchat.cli.workers.running, flowchat.cli.workers.application"
    loaded = f"import sys, {modules}, flowchat.cli.workers.arbiter"
    told = "print({'django', 'channels', 'redis', 'flowchat.config.settings'} & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", f"{loaded}\n{told}"],
        capture_output=True,
        text=True,
        check=True,
        env=environment_of(Path("/nowhere")),
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("file", ["ops/gunicorn.conf.py", "python:flowchat.config.gunicorn"])
def test_gunicorn_takes_the_settings_as_they_are(tmp_path: Path, file: str) -> None:
    """As `gunicorn -c`, from a checkout and from an installed package."""
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", file, "--print-config", "flowchat.cli.main:main"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=environment_of(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    told = dict(line.split("=", 1) for line in done.stdout.replace(" ", "").splitlines() if "=" in line)
    assert "flowchat.cli.workers.worker.ASGIWorker" in told["worker_class"]
    assert (told["timeout"], told["graceful_timeout"], told["preload_app"]) == ("30", "30", "False")


def test_the_file_for_operators_tells_every_number_as_it_is() -> None:
    told = (ROOT / "ops" / "gunicorn.conf.py").read_text()
    values = {name: value for name, value in vars(gunicorn).items() if isinstance(value, int)}
    assert {"timeout", "graceful_timeout", "backlog", "max_requests"} <= values.keys()
    for name, value in values.items():
        assert re.search(rf"^{name} = {value}\b", told, re.MULTILINE), name


def test_plain_gunicorn_refuses_as_serve_does(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gunicorn", "-c", "ops/gunicorn.conf.py", "--workers", "2"]
    done = subprocess.run(
        [*command, "--bind", "127.0.0.1:0", "flowchat.config.asgi:application"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=environment_of(tmp_path),
    )
    assert done.returncode == 78
    assert done.stderr.startswith("flowchat: REDIS_URL: is not set")
