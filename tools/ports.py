"""Ports for servers that tests and benchmarks start.

Asking the kernel for any port, closing it and naming it to a server loses a race now and then: in the second until the
server listens, the kernel gives the same port to another test's socket, or to somebody's outgoing connection. These
come from below the range the kernel gives from, and no two processes here take from the same slice of it.
"""

import fcntl
import itertools
import os
import socket
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FIRST = 10_000
_SLICES = 64
_PORTS_EACH = 350
"""The last is 32,399; Linux gives from 32,768 on (net.ipv4.ip_local_port_range)."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on, and that nobody else who asks here is given."""
    for port in itertools.islice(_own_slice(), _PORTS_EACH):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("no port is free")


@cache
def _own_slice() -> Iterator[int]:
    """Return this process's ports, round and round: one just given back is asked for last."""
    folder = Path(tempfile.gettempdir()) / f"flowchat-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    for number in range(_SLICES):
        # Never closed: the kernel lets go of the lock when the process ends, however it ends.
        file = os.open(folder / str(number), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            continue
        first = _FIRST + number * _PORTS_EACH
        return itertools.cycle(range(first, first + _PORTS_EACH))
    raise AssertionError(f"{_SLICES} processes take ports already")
