"""Clients that leave before they have their answer."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from flowchat.http.asgi import Receive

T = TypeVar("T")


class ClientGone(Exception):
    """The client left before its request was complete, or before it was answered."""


async def unless_gone(work: Awaitable[T], receive: Receive) -> T:
    """Return what work comes to. Raises ClientGone when the client hangs up before, and calls it off, which reaches
    what has not begun: who asks again after a while would else leave a queue of heavy work that is for nobody.
    """
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(receive())
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        task.cancel()
        gone.cancel()
