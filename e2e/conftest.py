"""What every story stands on: one browser, one running server, and people with windows of their own."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from e2e.support.browsers import open_browser
from e2e.support.firebase import FirebaseStandIns
from e2e.support.people import SOON, Community, Visitor
from tools.build_web import build_web
from tools.person import Person
from tools.stack import Stack

MARKS = {
    "websocket": "a story of the default mode alone: it is about our own socket",
    "firebase": "a story of Firebase mode alone: it is about Google's services",
    "still": "nothing in it comes from another person or device, so it is told in the default mode alone",
}
# Each person of a story comes from an address of their own, as in life; limits count by address.
PROXY = {"FLOWCHAT_TRUSTED_PROXIES": "127.0.0.1"}
# Google's transport asks for a picture of Google's when a line breaks, to tell its own fault from the network's. Our
# page's policy refuses it, and the SDK takes that for an answer.
GOOGLE_PROBE = r"https://www\.google\.com/images/cleardot\.gif"
# A newcomer may be quicker than the mirror that tells Google of them: the client tries again.
TOO_EARLY = r"FIREBASE WARNING: set at /status/\S+ failed: permission_denied"
Visit = Callable[..., Visitor]
expect.set_options(timeout=SOON)
_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--firebase", action="store_true", help="tell the stories in Firebase mode")


def pytest_configure(config: pytest.Config) -> None:
    for name, about in MARKS.items():
        config.addinivalue_line("markers", f"{name}: {about}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A story is told in both modes, unless it is about one of them, or about neither."""
    others = ("websocket", "still") if config.getoption("--firebase") else ("firebase",)
    elsewhere = [item for item in items if any(map(item.get_closest_marker, others))]
    items[:] = [item for item in items if item not in elsewhere]
    config.hook.pytest_deselected(items=elsewhere)


@pytest.fixture(scope="session")
def google(request: pytest.FixtureRequest) -> Iterator[FirebaseStandIns | None]:
    """Google's part of Firebase mode; None in the default mode."""
    if not request.config.getoption("--firebase"):
        yield None
        return
    with FirebaseStandIns() as stand_ins:
        yield stand_ins


@pytest.fixture(scope="session")
def surroundings(google: FirebaseStandIns | None) -> dict[str, str]:
    """The environment that servers start in."""
    return {**PROXY, **(google.environment() if google else {})}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def built_client() -> None:
    build_web()


@pytest.fixture(scope="session")
def shared_server(built_client: None, surroundings: dict[str, str]) -> Iterator[Community]:
    """A server that is set up. Stories share it and keep apart by people and rooms of their own."""
    with Stack(environment=surroundings, prepared=True) as stack, Community(stack) as community:
        yield community


@pytest.fixture
def fresh_server(built_client: None, surroundings: dict[str, str]) -> Iterator[Stack]:
    """A server nobody has set up, for the stories that begin there or break it."""
    with Stack(environment=surroundings, prepared=True) as stack:
        yield stack


@pytest.fixture
def visit(browser: Browser, google: FirebaseStandIns | None) -> Iterator[Visit]:
    """Open a window for one more person, at a server; everything it complained about fails the story."""
    visitors: list[Visitor] = []

    def open_window(place: Stack | Community, person: Person | None = None, **options: Any) -> Visitor:
        stack = place.stack if isinstance(place, Community) else place
        address = f"10.1.{next(_numbers)}.1"
        visitor = Visitor(browser, stack.port, address=address, person=person, **options)
        if google:
            visitor.watch.allow(google.auth, google.firestore, google.database)
            visitor.watch.expect(GOOGLE_PROBE, TOO_EARLY)
        visitors.append(visitor)
        return visitor

    yield open_window
    for visitor in visitors:
        visitor.close()
    for visitor in visitors:
        visitor.watch.check()
