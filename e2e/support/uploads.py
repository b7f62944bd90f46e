"""Large files on their way, over a line that is as slow as a story needs it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Request, expect

MB = 1024 * 1024
SLOW = 3 * MB
CRAWL = MB // 4
"""Bytes a second: so slow that a large file is still on its way when a busy machine gets to what happens meanwhile."""

Throttle = Callable[[int], None]


@contextmanager
def slow_line(page: Page, speed: int = SLOW) -> Iterator[Throttle]:
    """Let the page send no more than so many bytes a second; what is given changes how many."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def throttle(speed: int) -> None:
        limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        session.send("Network.emulateNetworkConditions", limits)

    throttle(speed)
    yield throttle
    throttle(-1)
    session.detach()


@contextmanager
def half_way(page: Page, name: str, throttle: Throttle) -> Iterator[None]:
    """Come back once the second part of a large file is on its way, which from there on takes its time."""
    second = page.expect_request(
        lambda request: is_part(request) and int(request.headers["upload-offset"]) >= 8 * MB, timeout=60_000
    )
    with second:
        yield
    throttle(CRAWL)
    bar = page.get_by_role("progressbar", name=f"Uploading {name}")
    expect(bar).to_have_attribute("aria-valuenow", re.compile(r"^[4-9]\d$"))


def is_part(request: Request) -> bool:
    return request.method == "PATCH" and "/api/uploads/" in request.url


def offsets(page: Page) -> list[int]:
    """Where each PATCH from now on begins."""
    found: list[int] = []

    def note(request: Request) -> None:
        if is_part(request):
            found.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return found
