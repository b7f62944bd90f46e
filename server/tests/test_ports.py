"""Ports that tests give to the servers they start."""

import socket
import subprocess
import sys

from tools.ports import free_port
from tools.prepare import ROOT


def test_two_processes_are_never_given_the_same_ports() -> None:
    ours = {free_port() for _ in range(100)}
    asked = "from tools.ports import free_port; print(*(free_port() for _ in range(100)))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    theirs = {int(port) for port in done.stdout.split()}
    assert len(theirs) == len(ours) == 100
    assert not theirs & ours


def test_they_are_free_and_the_kernel_gives_them_to_nobody() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port() + 1))
        port = free_port()
        assert port not in (taken.getsockname()[1], 0)
        assert port < 32_768
