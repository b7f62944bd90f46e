"""Without a mouse, and on a small screen with thumbs."""

import re

import pytest
from playwright.sync_api import Locator, expect

from e2e.conftest import Visit
from e2e.support.browsers import PHONE
from e2e.support.people import Community, Visitor

pytestmark = pytest.mark.still


def tab_to(window: Visitor, target: Locator, *, key: str = "Tab", limit: int = 60) -> None:
    """Press Tab until the target has the focus; fails when it is never reached. Every stop must show its focus."""
    for _ in range(limit):
        window.page.keyboard.press(key)
        if target.evaluate("one => one === document.activeElement"):
            assert shows_focus(window), "the focus can't be seen"
            return
    raise AssertionError("Tab never got there")


def shows_focus(window: Visitor) -> bool:
    """Is there an outline or a ring on the focused thing or on the frame around it?"""
    seen: bool = window.page.evaluate(
        """() => {
          for (let one = document.activeElement, step = 0; one && step < 3; one = one.parentElement, step += 1) {
            const style = getComputedStyle(one);
            if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) return true;
            if (style.boxShadow !== "none") return true;
            if (step > 0 && one.matches(":focus-within") && style.borderStyle !== "none") return true;
          }
          return false;
        }"""
    )
    return seen


def test_a_conversation_without_a_mouse(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Keyboards", bo)
    ana.say(room, "Can you reach this?")
    window = visit(shared_server, bo)
    window.open("/")
    expect(window.chat("Keyboards")).to_be_visible()
    tab_to(window, window.chat("Keyboards"))
    window.page.keyboard.press("Enter")
    window.sees("Can you reach this?")
    tab_to(window, window.composer)
    window.page.keyboard.type("Yes, without a mouse")
    window.page.keyboard.press("Enter")
    window.sees("Yes, without a mouse")
    expect(window.composer).to_be_focused()
    tab_to(window, window.message("Can you reach this?"), key="Shift+Tab")
    window.page.keyboard.press("ArrowDown")
    expect(window.message("Yes, without a mouse")).to_be_focused()
    tab_to(window, window.link("Details"), key="Shift+Tab")
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_role("complementary", name="Details")).to_be_visible()


def test_the_first_stop_skips_to_the_conversation(shared_server: Community, visit: Visit) -> None:
    window = visit(shared_server, shared_server.newcomer("Ana"))
    window.open("/")
    expect(window.page.get_by_text("Choose a chat")).to_be_visible()
    window.page.keyboard.press("Tab")
    skip = window.link("Skip to the conversation")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    window.page.keyboard.press("Enter")
    expect(window.page.get_by_role("main")).to_be_focused()


def test_on_a_phone_list_room_details_and_back(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Pocket", bo)
    ana.say(room, "Fits in a hand")
    window = visit(shared_server, bo, viewport=PHONE, touch=True)
    window.open("/")
    expect(window.sidebar).to_be_visible()
    expect(window.composer).to_be_hidden()
    window.chat("Pocket").tap()
    expect(window.sidebar).to_be_hidden()
    window.sees("Fits in a hand")
    no_sideways_scroll(window)
    window.composer.fill("And sends with a button")
    window.button("Send").tap()
    window.sees("And sends with a button")
    window.button("For this chat").tap()
    window.page.get_by_role("menuitem", name="Details").tap()
    expect(window.button("Add people").or_(window.heading("Members"))).to_have_count(1)
    expect(window.composer).to_be_hidden()
    no_sideways_scroll(window)
    window.page.go_back()
    expect(window.composer).to_be_visible()
    window.link("Back").tap()
    expect(window.sidebar).to_be_visible()
    window.page.go_back()
    expect(window.composer).to_be_visible()


def no_sideways_scroll(window: Visitor) -> None:
    wider: int = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0, f"{wider} px wider than the screen"


def test_what_a_thumb_must_hit_is_large_enough(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Thumbs")
    window = visit(shared_server, ana, viewport=PHONE, touch=True)
    for path in ("/", f"/rooms/{room}", f"/rooms/{room}/details"):
        window.open(path)
        expect(window.page.get_by_role("link").first).to_be_attached()
        window.page.wait_for_load_state("networkidle")
        small: list[str] = window.page.evaluate(
            """() => [...document.querySelectorAll("button, a[href], textarea, input")]
              .filter(one => one.checkVisibility() && getComputedStyle(one).display !== "inline")
              .map(one => [one.getBoundingClientRect(), one.getAttribute("aria-label") ?? one.innerText])
              .filter(([box]) => box.top >= 0 && box.width > 0 && Math.min(box.width, box.height) < 43.5)
              .map(([box, name]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
        )
        assert small == [], path


def test_a_small_window_is_the_same_chat(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Squeeze")
    window = visit(shared_server, ana)
    window.open_room(room)
    window.composer.fill("typed on the large screen")
    window.page.set_viewport_size(PHONE)
    expect(window.sidebar).to_be_hidden()
    expect(window.composer).to_have_value(re.compile("large screen"))
    no_sideways_scroll(window)
