"""Names to addresses, by the system's resolver, in threads that nothing waits for."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from flowchat.chat.previews.fetcher.ranges import Address
from flowchat.chat.previews.fetcher.refused import Refused

Resolve = Callable[[str], Awaitable[list[Address]]]
"""Answers every address of a host name, or raises Refused."""

_AT_ONCE = threading.BoundedSemaphore(8)


async def resolve(host: str) -> list[Address]:
    """Ask the system once. The final dot keeps its search domains out: `a.b` must not become `a.b.corp.example`."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Address]] = loop.create_future()
    if not _AT_ONCE.acquire(blocking=False):
        raise Refused("too many names are being looked up")

    def look_up() -> None:
        try:
            found: list[Address] | Exception = _look_up(f"{host}.")
        except (OSError, ValueError) as error:
            found = error
        finally:
            _AT_ONCE.release()
        with contextlib.suppress(RuntimeError):  # the loop is closed: the server stopped meanwhile
            loop.call_soon_threadsafe(_settle, answer, found)

    # Daemons and not a pool: a lookup can't be cancelled, and a stopping server must not wait for a slow name server.
    threading.Thread(target=look_up, name="preview-dns", daemon=True).start()
    return await answer


def _settle(answer: "asyncio.Future[list[Address]]", found: list[Address] | Exception) -> None:
    if answer.done():  # given up on meanwhile
        return
    if isinstance(found, Exception):
        answer.set_exception(Refused("the name has no address"))
    else:
        answer.set_result(found)


def _look_up(name: str) -> list[Address]:
    entries = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    # The scope of a link-local address stays in the text (fe80::1%2), and refuses it.
    return list(dict.fromkeys(ip_address(str(entry[4][0])) for entry in entries))
