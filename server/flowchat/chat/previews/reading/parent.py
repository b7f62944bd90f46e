"""Has the child process read a page or picture."""

import json
from dataclasses import dataclass

from flowchat.sandbox.limits import Limits, WorkFailed
from flowchat.sandbox.parent import work_in_pipes

_CHILD = "flowchat.chat.previews.reading.child"
_LIMITS = Limits(memory=768 * 1024 * 1024, cpu_seconds=5, seconds=10.0)


class Unreadable(Exception):
    """The child process failed on it, or ran into one of its limits."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of our own making, WebP."""

    width: int
    height: int
    data: bytes


async def read_page(body: bytes, charset: str) -> dict[str, str]:
    """Return what a page says about itself. Raises Unreadable."""
    out = await _run("page", [charset], body)
    try:
        found = json.loads(out)
    except ValueError as error:
        raise Unreadable("no answer") from error
    return {str(name): str(value) for name, value in found.items()}


async def read_picture(body: bytes) -> Picture | None:
    """Return a small copy of a picture, or None when it is none to show. Raises Unreadable."""
    head, _, data = (await _run("picture", [], body)).partition(b"\n")
    if not data:
        return None
    width, height = map(int, head.split())
    return Picture(width, height, data)


async def _run(work: str, arguments: list[str], body: bytes) -> bytes:
    try:
        return await work_in_pipes(f"{_CHILD}:{work}", *arguments, body=body, limits=_LIMITS)
    except WorkFailed as failure:
        raise Unreadable(str(failure)) from failure
