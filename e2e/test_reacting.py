"""Reactions, seen from two browsers at once."""

from playwright.sync_api import Locator, expect

from e2e.conftest import Visit
from e2e.support.people import Community, Visitor


def chip(window: Visitor, name: str) -> Locator:
    return window.log.get_by_role("button", name=name, exact=True)


def test_two_people_react_at_once_and_see_the_same(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Applause", bo)
    bo.say(room, "It floats")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    for window in (a, b):
        window.open_room(room)
        window.sees("It floats")
    # Both take the first of the bar, before either has heard of the other.
    a.press_in_bar(a.message("It floats"), "React with 👍")
    b.press_in_bar(b.message("It floats"), "React with 👍")
    for window in (a, b):
        expect(chip(window, "👍, 2 people and you among them")).to_be_visible()

    # By keyboard alone: from the reaction to the picker, search, pick.
    chip(a, "👍, 2 people and you among them").focus()
    a.page.keyboard.press("End")
    a.page.keyboard.press("Enter")
    expect(a.page.get_by_role("combobox", name="Search emoji")).to_be_focused()
    a.page.keyboard.type("tada")
    expect(a.page.get_by_role("gridcell", name="party popper", exact=True)).to_be_visible()
    a.page.keyboard.press("Enter")
    expect(chip(a, "🎉, only you")).to_be_visible()
    expect(chip(b, "🎉, 1 person")).to_be_visible()

    # One's own toggles; the other stays.
    chip(a, "👍, 2 people and you among them").click()
    expect(chip(a, "👍, 1 person")).to_be_visible()
    expect(chip(b, "👍, only you")).to_be_visible()
    b.page.reload()
    for name in ("👍, only you", "🎉, 1 person"):
        expect(chip(b, name)).to_be_visible()
