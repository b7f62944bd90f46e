"""What tests have the child do."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path


def echo(arguments: list[str], body: bytes) -> bytes:
    return b"|".join([*(one.encode() for one in arguments), body])


def environment(_arguments: list[str], _body: bytes) -> bytes:
    return "\n".join(sorted(os.environ)).encode()


def rights(_arguments: list[str], _body: bytes) -> bytes:
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)
    own_session = os.getsid(0) == os.getpid()
    return repr([*(resource.getrlimit(kind)[1] for kind in kinds), own_session, str(Path.cwd())]).encode()


def write_file(arguments: list[str], _body: bytes) -> bytes:
    Path(arguments[0]).write_bytes(b"x" * int(arguments[1]))
    return oct(Path(arguments[0]).stat().st_mode & 0o777).encode()


def fill_memory(_arguments: list[str], _body: bytes) -> bytes:
    return bytes([len(bytearray(2 * 1024**3)) % 256])


def spin(_arguments: list[str], _body: bytes) -> bytes:
    while True:
        pass


def leave_someone_behind(arguments: list[str], _body: bytes) -> bytes:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(arguments[0]).write_text(str(other.pid))
    time.sleep(60)
    return b""


def answer_much(_arguments: list[str], _body: bytes) -> bytes:
    return b"x" * 2_000_000


def sleep(arguments: list[str], _body: bytes) -> bytes:
    time.sleep(float(arguments[0]))
    return b"slept"
