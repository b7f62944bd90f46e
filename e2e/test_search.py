"""Finding what somebody said: as it is typed, by keyboard, on a phone, and never what one may not read."""

import re

from playwright.sync_api import Locator, expect

from e2e.conftest import Visit
from e2e.support.browsers import PHONE
from e2e.support.people import Community, Visitor
from tools.person import Person


def hits(window: Visitor) -> Locator:
    """The messages found."""
    return window.page.get_by_role("list", name="Messages found").get_by_role("listitem")


def field(window: Visitor) -> Locator:
    """Where the search is typed."""
    return window.page.get_by_role("textbox", name="Search messages")


def look_for(window: Visitor, words: str) -> None:
    """Type into the field of the search."""
    field(window).fill(words)


def nothing(window: Visitor) -> Locator:
    """What stands there when nothing was found."""
    return window.page.get_by_text("No message found")


def pair(community: Community, room_name: str) -> tuple[Person, Person, str]:
    """Two people in a room of their own."""
    ana, bo = community.newcomer("Ana"), community.newcomer("Bo")
    return ana, bo, ana.make_room(room_name, bo)


def test_one_finds_what_the_other_wrote(shared_server: Community, visit: Visit) -> None:
    ana, bo, room = pair(shared_server, "Observatory")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.open_room(room)
    b.open_room(room)
    a.write("The telescope arrives on Friday")
    b.sees("The telescope arrives on Friday")
    b.page.keyboard.press("Control+f")
    expect(field(b)).to_have_value("in:#observatory ")
    expect(field(b)).to_be_focused()
    b.page.keyboard.type("telsecope")
    expect(hits(b)).to_have_count(1)
    expect(b.page.locator("mark")).to_have_text("telescope")
    # The address holds the search, the arrow leads into the list, Enter opens, back returns to the same list.
    expect(b.page).to_have_url(re.compile(r"/search\?q=in%3A%23observatory"))
    b.page.keyboard.press("ArrowDown")
    b.page.keyboard.press("Enter")
    expect(b.page).to_have_url(re.compile(rf"/rooms/{room}/messages/\d+$"))
    b.sees("The telescope arrives on Friday")
    b.page.go_back()
    expect(hits(b)).to_have_count(1)
    b.page.go_back()
    expect(b.page).to_have_url(re.compile(rf"/rooms/{room}$"))


def test_deleted_is_found_by_nobody(shared_server: Community, visit: Visit) -> None:
    ana, bo, room = pair(shared_server, "Archive")
    message = ana.say(room, "The combination is marmalade")
    b = visit(shared_server, bo)
    b.open("/search?q=marmalade")
    expect(hits(b)).to_have_count(1)
    ana.call("DELETE", f"messages/{message['id']}/")
    b.page.reload()
    expect(nothing(b)).to_be_visible()
    a = visit(shared_server, ana)
    a.open("/search?q=marmalade")
    expect(nothing(a)).to_be_visible()


def test_a_removed_member_finds_nothing(shared_server: Community, visit: Visit) -> None:
    ana, bo, room = pair(shared_server, "Council")
    ana.say(room, "The quorum is seven")
    b = visit(shared_server, bo)
    b.open("/search?q=quorum")
    expect(hits(b)).to_have_count(1)
    ana.call("DELETE", f"rooms/{room}/members/{bo.id}/")
    look_for(b, "quorum seven")
    expect(nothing(b)).to_be_visible()
    look_for(b, "quorum in:#council")
    expect(b.page.get_by_text("You are in no chat called #council.")).to_be_visible()


def test_operators_and_order_on_a_phone(shared_server: Community, visit: Visit) -> None:
    ana, bo, room = pair(shared_server, "Harbour")
    ana.say(room, "A kayak")
    bo.say(room, "Kayaks at https://example.org/kayaks")
    b = visit(shared_server, bo, viewport=PHONE, touch=True)
    b.open("/search")
    expect(b.page.get_by_text("Find anything that was said")).to_be_visible()
    look_for(b, "kayak")
    expect(hits(b)).to_have_count(2)
    look_for(b, "kayak ")
    b.page.get_by_role("button", name="has:link").click()
    expect(field(b)).to_have_value("kayak has:link ")
    expect(hits(b)).to_have_count(1)
    look_for(b, "kayak")
    b.page.get_by_role("radio", name="Newest").check()
    expect(hits(b).first).to_contain_text("Kayaks at")
    expect(b.page).to_have_url(re.compile("sort=newest"))
    wide = b.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    hits(b).first.get_by_role("link").tap()
    expect(b.page).to_have_url(re.compile(rf"/rooms/{room}/messages/\d+$"))
    expect(b.log).to_contain_text("A kayak")


def test_going_to_a_day(shared_server: Community, visit: Visit) -> None:
    ana, _, room = pair(shared_server, "Calendar")
    ana.say(room, "First of today")
    a = visit(shared_server, ana)
    a.open_room(room)
    a.button("Go to a day").click()
    a.button("Go").last.click()
    expect(a.page).to_have_url(re.compile(rf"/rooms/{room}/messages/\d+$"))
    a.sees("First of today")
