"""The quick switcher and the keys: anywhere by a few letters, and back."""

import re

import pytest
from playwright.sync_api import Locator, expect

from e2e.conftest import Visit
from e2e.support.browsers import PHONE
from e2e.support.people import Community, Visitor
from e2e.support.waiting import at_rest

pytestmark = pytest.mark.still


def switcher(window: Visitor) -> Locator:
    """The field of the quick switcher."""
    return window.page.get_by_role("combobox", name="Go to")


def open_switcher(window: Visitor) -> None:
    """Open it by its key, and wait until it hears the next ones."""
    window.page.keyboard.press("Control+k")
    expect(switcher(window)).to_be_focused()


def option(window: Visitor, name: str) -> Locator:
    return window.page.get_by_role("option").filter(has_text=name)


def test_the_switcher_goes_anywhere(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    stranger = shared_server.newcomer("Zephyrine")
    stranger.call("PATCH", "me/", {"name": "Zéphyrine"})
    harbour = ana.make_room("Harbour master", bo)
    ana.make_room("Łódź office", bo)
    ana.say(harbour, "One unread line")
    window = visit(shared_server, bo)
    window.open("/")
    expect(window.chat("Harbour master")).to_be_visible()
    open_switcher(window)
    unread = window.page.get_by_role("group", name="Unread")
    expect(unread.get_by_role("option").first).to_contain_text("Harbour master")
    window.page.keyboard.type("lodz")
    expect(window.page.get_by_role("option", selected=True)).to_contain_text("Łódź office")
    window.page.keyboard.press("Enter")
    expect(window.heading("Łódź office")).to_be_visible()
    expect(window.composer).to_be_focused()
    window.composer.fill("half a line")
    open_switcher(window)
    window.page.keyboard.type("harbuor")  # a slip of the finger
    expect(window.page.get_by_role("option", selected=True)).to_contain_text("Harbour master")
    window.page.keyboard.press("Escape")
    expect(window.composer).to_be_focused()
    expect(window.composer).to_have_value("half a line")
    open_switcher(window)
    window.page.keyboard.type("zephyrine")
    expect(option(window, f"@{stranger.me['username']}")).to_be_visible()
    window.page.keyboard.press("Enter")
    expect(window.heading("Zéphyrine")).to_be_visible()
    window.page.go_back()
    expect(window.heading("Łódź office")).to_be_visible()


def test_the_switcher_runs_commands_and_works_without_a_network(
    shared_server: Community, visit: Visit
) -> None:
    ana = shared_server.newcomer("Ana")
    ana.make_room("Cellar")
    window = visit(shared_server, ana)
    window.open("/")
    expect(window.chat("Cellar")).to_be_visible()
    window.page.wait_for_load_state("networkidle")
    open_switcher(window)
    window.page.keyboard.type("theme dark")
    window.page.keyboard.press("Enter")
    expect(window.page.locator("html")).to_have_attribute("data-theme", "dark")
    window.wait_for_parts()
    window.go_offline()
    open_switcher(window)
    window.page.keyboard.type("cellar")
    window.page.keyboard.press("Enter")
    expect(window.heading("Cellar")).to_be_visible()


def test_the_switcher_fills_a_phone(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    ana.make_room("Pocket")
    window = visit(shared_server, ana, viewport=PHONE, touch=True)
    window.open("/")
    window.button("Go to").tap()
    dialog = window.page.get_by_role("dialog")
    expect(switcher(window)).to_be_focused()
    assert at_rest(window.page, dialog.bounding_box) == {"x": 0, "y": 0, **PHONE}
    switcher(window).fill("pock")
    option(window, "Pocket").tap()
    expect(window.heading("Pocket")).to_be_visible()
    expect(dialog).to_be_hidden()


def test_every_key_is_on_one_list(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    first, second = ana.make_room("First floor", bo), ana.make_room("Second floor", bo)
    ana.say(first, "Anyone here?")
    window = visit(shared_server, bo)
    window.open_room(second)
    window.page.keyboard.press("Control+/")
    keys = window.page.get_by_role("dialog", name="Keyboard shortcuts")
    for line in ("Next unread chat", "Mark all chats as read", "Send", "Show this list"):
        expect(keys.get_by_text(line, exact=True)).to_be_visible()
    window.page.keyboard.press("Escape")
    expect(window.composer).to_be_focused()
    expect(window.chat("First floor")).to_contain_text("1 unread")
    window.page.keyboard.press("Shift+Escape")
    expect(window.chat("First floor")).not_to_contain_text("unread")
    ana.say(first, "Still nobody?")
    expect(window.chat("First floor")).to_contain_text("1 unread")
    window.page.keyboard.press("Alt+Shift+ArrowDown")
    expect(window.heading("First floor")).to_be_visible()


def test_the_tab_tells_what_waits(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room, direct = ana.make_room("Market", bo), ana.direct_room(bo)
    window = visit(shared_server, bo)
    window.open("/")
    icon = window.page.locator('link[rel="icon"]')
    expect(icon).to_have_attribute("href", "/favicon.svg")
    ana.say(room, "For everyone")
    expect(icon).to_have_attribute("href", re.compile("^data:image/svg.*circle"))
    expect(window.page).to_have_title("FlowChat")
    ana.say(direct, "For you")
    expect(icon).to_have_attribute("href", re.compile("%3E1%3C%2Ftext"))
    expect(window.page).to_have_title("(1) FlowChat")
