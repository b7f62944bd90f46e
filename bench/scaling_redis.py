"""What Redis takes for each message that is published, and for each process that it is passed on to."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import redis

from bench.processes import usage_of
from tools.redis_server import RedisServer

BYTES = 1000
"""A message on its way between workers, with its envelope."""
MESSAGES = 40_000
AT_ONCE = 200
FEW, MANY = 1, 16


def redis_costs(messages: int = MESSAGES) -> dict[str, float]:
    """Return milliseconds of Redis' CPU: `publish` for taking a message, `pass_on` for each process that hears it."""
    few, many = (_cpu(messages, hearers) * 1000 / messages for hearers in (FEW, MANY))
    each = (many - few) / (MANY - FEW)
    return {"publish": few - FEW * each, "pass_on": each}


def _cpu(messages: int, hearers: int) -> float:
    with ExitStack() as open_things:
        server = open_things.enter_context(RedisServer())
        for _ in range(hearers):
            open_things.enter_context(_hearer(server.port))
        client = open_things.enter_context(redis.Redis(port=server.port))
        before, body = _used(server), b"x" * BYTES
        for _ in range(messages // AT_ONCE):
            with client.pipeline(transaction=False) as pipe:
                for _ in range(AT_ONCE):
                    pipe.publish("room", body)
                assert set(pipe.execute()) == {hearers}
        return _used(server) - before


def _used(server: RedisServer) -> float:
    assert server.process
    usage = usage_of(server.process.pid)
    assert usage
    return usage.cpu


@contextmanager
def _hearer(port: int) -> Iterator[None]:
    """Subscribe, and throw away what comes."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"SUBSCRIBE room\r\n")
        assert line.recv(1000).startswith(b"*3")
        reader = threading.Thread(target=_drain, args=(line,), daemon=True)
        reader.start()
        yield
        line.shutdown(socket.SHUT_RDWR)
        reader.join(10)


def _drain(line: socket.socket) -> None:
    while line.recv(1 << 20):
        pass
