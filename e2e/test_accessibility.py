"""axe finds nothing, on every screen, light and dark, large and small."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.support.browsers import DESKTOP, PHONE
from e2e.support.people import Community, Theme, Visitor
from tools.prepare import WEB

pytestmark = pytest.mark.still

AXE = (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIGNED_OUT = ("/sign-in", "/join/not-an-invite", "/reset/not-a-link", "/setup/not-a-link", "/nothing/here")
SIGNED_IN = (
    "/",
    "/browse",
    "/new",
    "/new?direct",
    "/settings",
    "/settings/profile",
    "/settings/appearance",
    "/settings/security",
    "/settings/invites",
    "/settings/server",
    "/settings/accounts",
    "/nothing/here",
)
SIZES = {"desktop": DESKTOP, "phone": PHONE}


def faults(page: Page, *, overlay: bool = False) -> list[str]:
    """Return what axe finds wrong on the page as it is. An open menu lies outside the landmarks by its nature."""
    # Run as the browser's own, because the page's policy allows no script but the client's.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    # Only violations are described in full and fetched: what passes is many times as much.
    options = {
        "runOnly": RULES,
        "rules": {"region": {"enabled": not overlay}},
        "resultTypes": ["violations"],
    }
    found: list[dict[str, Any]] = page.evaluate(
        f"axe.run(document, {json.dumps(options)}).then(all => all.violations)"
    )
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:160]} {node['failureSummary'][-160:]}"
        for one in found
        for node in one["nodes"]
    ]


def check(window: Visitor, *paths: str) -> list[str]:
    """Look at each page in both themes. It is opened in the theme that the page before was left in: now this, now that.

    Loading a page takes longer than axe does, so it is not loaded again for the other theme.
    """
    window.watch.expect(r"status of 404")
    found = []
    themes: list[Theme] = ["light", "dark"]
    for path in paths:
        window.open(path)
        window.page.wait_for_load_state("networkidle")
        # What the socket brings comes without a request: a page is there when it says what it is.
        expect(window.page.locator("h1").first).to_be_attached()
        for theme in themes:
            window.page.emulate_media(color_scheme=theme)
            expect(window.page.locator("html")).to_have_attribute("data-theme", theme)
            found += [f"{path}, {theme}: {fault}" for fault in faults(window.page)]
        themes.reverse()
    return found


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_before_the_door(shared_server: Community, visit: Visit, size: str) -> None:
    assert check(visit(shared_server, viewport=SIZES[size]), *SIGNED_OUT) == []


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_inside(shared_server: Community, visit: Visit, size: str) -> None:
    busy_room(shared_server)
    assert check(visit(shared_server, shared_server.alice, viewport=SIZES[size]), *SIGNED_IN) == []


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_in_rooms(shared_server: Community, visit: Visit, size: str) -> None:
    busy = busy_room(shared_server)
    direct = shared_server.alice.direct_room(shared_server.newcomer("Ana"))
    empty = shared_server.alice.make_room("Empty hall")
    rooms = [f"/rooms/{room}{part}" for room in (busy, direct, empty) for part in ("", "/details")]
    assert check(visit(shared_server, shared_server.alice, viewport=SIZES[size]), *rooms) == []


def busy_room(server: Community) -> str:
    """A room with several people, links, scripts and something unread."""
    bo = server.newcomer("Bo")
    room = server.alice.make_room("Market", bo, kind="public")
    for text in (
        "Where is the fish stall?",
        "https://example.org/map",
        "左邊第三攤",
        "شكرا",
        "one\ntwo\nthree",
    ):
        bo.say(room, text)
    server.alice.say(room, "Found it")
    bo.say(room, "unread")
    return room


def test_open_menus_and_dialogs_too(shared_server: Community, visit: Visit) -> None:
    room = busy_room(shared_server)
    window = visit(shared_server, shared_server.alice)
    window.open(f"/rooms/{room}/details")
    window.button("Actions for Bo").click()
    expect(window.page.get_by_role("menu")).to_be_visible()
    found = [f"menu: {fault}" for fault in faults(window.page, overlay=True)]
    window.page.get_by_role("menuitem", name="Remove from the room").click()
    expect(window.page.get_by_role("alertdialog")).to_be_visible()
    found += [f"confirm: {fault}" for fault in faults(window.page, overlay=True)]
    window.page.keyboard.press("Escape")
    window.button("Add people").click()
    expect(window.page.get_by_role("dialog")).to_be_visible()
    found += [f"dialog: {fault}" for fault in faults(window.page, overlay=True)]
    assert found == []


def test_a_message_that_arrives_is_announced_politely(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Listening", bo)
    window = visit(shared_server, bo)
    window.open_room(room)
    status = window.page.get_by_role("main").get_by_role("status")
    ana.say(room, "Read me out")
    expect(status.filter(has_text="Ana: Read me out")).to_have_count(1)
    # A burst comes at once, also where the machine takes a second for each of its messages.
    window.cable.pause()
    for number in range(8):
        ana.say(room, f"burst {number}")
    window.cable.resume()
    expect(status.filter(has_text="new messages in Listening")).to_have_count(1)


@pytest.mark.parametrize("still", [True, False])
def test_reduced_motion_is_respected(shared_server: Community, visit: Visit, *, still: bool) -> None:
    room = busy_room(shared_server)
    window = visit(shared_server, shared_server.alice, still=still)
    window.open(f"/rooms/{room}/details")
    window.button("Add people").click()
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    longest: float = dialog.evaluate(
        """one => Math.max(...getComputedStyle(one).animationDuration.split(",")
          .concat(getComputedStyle(one).transitionDuration.split(",")).map(parseFloat))"""
    )
    assert longest <= 0.01 if still else longest <= 0.18
