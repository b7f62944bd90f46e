"""What is unread is the same everywhere: on each device of one person, after each way of reading and going back."""

import re

import pytest
from playwright.sync_api import Locator, expect

from e2e.conftest import Visit
from e2e.support.browsers import PHONE
from e2e.support.people import Community, Visitor
from e2e.support.waiting import at_rest, eventually, keep_notice
from tools.person import Json, Person


def entry_of(person: Person, room: str) -> Json:
    """The room as the server shows it to this person."""
    found: Json = person.call("GET", f"rooms/{room}/")
    return found


def says_unread(windows: list[Visitor], chat: str, count: int) -> None:
    """Wait until each of these windows shows so many unread messages of a chat, or none."""
    for window in windows:
        if count == 0:
            expect(window.chat(chat)).not_to_contain_text("unread")
        else:
            expect(window.chat(chat)).to_contain_text(f"{count} unread message")


def new_line(window: Visitor) -> Locator:
    """The line over what is new."""
    return window.log.get_by_test_id("new-line")


def test_unread_from_here_holds_until_one_leaves(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Ledger", bo)
    for number in range(5):
        ana.say(room, f"entry {number}")
    desk, phone = visit(shared_server, bo), visit(shared_server, bo, viewport=PHONE, touch=True)
    phone.open("/")
    desk.open_room(room)
    says_unread([desk, phone], "Ledger", 0)
    desk.message("entry 3").focus()
    desk.page.keyboard.press("u")
    says_unread([desk, phone], "Ledger", 2)
    expect(new_line(desk)).to_have_count(1)
    desk.page.wait_for_timeout(2_000)  # twice what reading takes: looking at it does not read it again
    says_unread([desk, phone], "Ledger", 2)
    assert entry_of(bo, room)["unread_count"] == 2
    ana.say(room, "entry 5")
    says_unread([desk, phone], "Ledger", 3)
    # Opened again it is read, wherever that is; the line stands where the unread part began.
    phone.enter_room("Ledger")
    expect(new_line(phone)).to_have_count(1)
    says_unread([desk], "Ledger", 0)
    assert entry_of(bo, room)["unread_count"] == 0


def test_scrolling_anew_reads_what_was_marked_unread(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Tide table", bo)
    for number in range(40):
        ana.say(room, f"tide {number}")
    bo.call("POST", f"rooms/{room}/read/", {"seq": entry_of(bo, room)["seq"]})
    window = visit(shared_server, bo)
    window.open_room(room)
    window.press_in_bar(window.message("tide 35"), "More actions")
    window.page.get_by_role("menuitem", name="Mark unread from here").click()
    says_unread([window], "Tide table", 5)
    window.page.wait_for_timeout(2_000)  # held, as long as nobody scrolls
    says_unread([window], "Tide table", 5)
    window.log.hover()

    def scroll() -> bool:
        """Up and down, once more where a busy browser scrolled too long after the wheel to be taken for a hand."""
        window.page.mouse.wheel(0, -300)
        window.page.wait_for_timeout(300)
        window.page.mouse.wheel(0, 600)
        window.page.wait_for_timeout(2_000)  # twice what reading takes
        return "unread" not in window.chat("Tide table").inner_text()

    eventually(scroll)
    says_unread([window], "Tide table", 0)


def test_everything_read_and_put_back(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    first, second = ana.make_room("Stern", bo), ana.make_room("Bow", bo)
    desk, phone = visit(shared_server, bo), visit(shared_server, bo, viewport=PHONE, touch=True)
    desk.open("/")
    phone.open("/")
    for number in range(3):
        ana.say(first, f"stern {number}")
    ana.say(second, "bow")
    says_unread([desk, phone], "Stern", 3)
    says_unread([desk, phone], "Bow", 1)
    desk.page.keyboard.press("Shift+Escape")
    undo = keep_notice(desk.button("Undo"))
    says_unread([desk, phone], "Stern", 0)
    says_unread([desk, phone], "Bow", 0)
    undo.click()
    says_unread([desk, phone], "Stern", 3)
    says_unread([desk, phone], "Bow", 1)
    assert entry_of(bo, first)["unread_count"] == 3


def test_a_muted_room_shows_only_that_it_calls(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Chatter", bo)
    desk, other = visit(shared_server, bo), visit(shared_server, bo)
    desk.open("/")
    other.open("/")
    desk.chat("Chatter").click(button="right")
    desk.page.get_by_role("menuitem", name="Mute").click()
    expect(other.chat("Chatter").get_by_role("img", name="Muted")).to_be_visible()
    ana.say(room, "noise")
    says_unread([desk, other], "Chatter", 1)
    badge = other.chat("Chatter").locator("[data-slot=badge]")
    expect(badge).to_have_text("")
    ana.say(room, f"@{bo.me['username']} look")
    for window in (desk, other):
        expect(window.chat("Chatter")).to_contain_text("1 mention")
    expect(badge).to_have_text("1")
    desk.enter_room("Chatter")
    says_unread([desk, other], "Chatter", 0)


def tick(window: Visitor, text: str) -> Locator:
    """The mark at the end of my message."""
    return window.message(text).locator("[data-tick]")


def test_ticks_tell_arrived_from_seen(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    direct = ana.direct_room(bo)
    sender = visit(shared_server, ana)
    sender.open_room(direct)
    sender.write("on its way")
    expect(tick(sender, "on its way")).to_have_attribute("data-tick", "sent")
    receiver = visit(shared_server, bo)
    receiver.open("/")
    expect(tick(sender, "on its way")).to_have_attribute("data-tick", "delivered")
    sender.write("second")
    expect(tick(sender, "second")).to_have_attribute("data-tick", "delivered")
    receiver.enter_room("Ana")
    expect(tick(sender, "second")).to_have_attribute("data-tick", "seen")
    expect(tick(sender, "on its way")).to_have_attribute("data-tick", "seen")


def test_hiding_my_receipts_hides_nothing_from_me(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    direct = ana.direct_room(bo)
    quiet, open_one = visit(shared_server, bo), visit(shared_server, ana)
    quiet.open("/settings/privacy")
    switch = quiet.page.get_by_role("switch").first
    expect(switch).to_be_checked()
    switch.focus()
    quiet.page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    open_one.open_room(direct)
    open_one.write("did you see this?")
    quiet.open_room(direct)
    quiet.sees("did you see this?")
    expect(quiet.chat("Ana")).not_to_contain_text("unread")
    quiet.write("I did")
    open_one.sees("I did")
    expect(tick(quiet, "I did")).to_have_attribute("data-tick", "seen")
    expect(tick(open_one, "did you see this?")).not_to_have_attribute("data-tick", "seen")


def test_who_has_seen_it_is_listed(shared_server: Community, visit: Visit) -> None:
    ana, bo, cy = (shared_server.newcomer(name) for name in ("Ana", "Bo", "Cy"))
    room = ana.make_room("Crew", bo, cy)
    window = visit(shared_server, ana)
    window.open_room(room)
    window.write("all hands")
    expect(window.message("all hands")).to_have_attribute("data-seq", re.compile(r"^\d+$"))
    expect(window.page.get_by_test_id("seen-by")).to_have_count(0)
    bo.call("POST", f"rooms/{room}/read/", {"seq": entry_of(bo, room)["seq"]})
    seen = window.button("Seen by Bo")
    expect(seen).to_be_visible()
    seen.focus()
    window.page.keyboard.press("Enter")
    listed = window.page.get_by_role("dialog", name="Seen by").get_by_role("listitem")
    expect(listed).to_have_count(1)
    cy.call("POST", f"rooms/{room}/read/", {"seq": entry_of(cy, room)["seq"]})
    expect(listed).to_have_count(2)
    window.page.keyboard.press("Escape")
    expect(window.button("Seen by everyone")).to_be_focused()


def section(window: Visitor, name: str) -> Locator:
    """A part of the sidebar."""
    return window.sidebar.get_by_role("region", name=name, exact=True)


def test_sections_by_keyboard(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    ana.make_room("Keel")
    ana.make_room("Mast")
    window, other = visit(shared_server, ana), visit(shared_server, ana)
    window.open("/")
    other.open("/")
    keys = window.page.keyboard
    for room, name in (("Keel", "Work"), ("Mast", "Sails")):
        window.chat(room).focus()
        keys.press("ContextMenu")
        item = window.page.get_by_role("menuitem", name="New section…")
        expect(item).to_be_visible()
        # The menu hears keys once it has the focus.
        window.page.wait_for_function("document.activeElement.closest('[role=menu]')")
        keys.press("End")
        expect(item).to_be_focused()
        keys.press("Enter")
        field = window.field("Name of the section")
        expect(field).to_be_focused()
        keys.type(name)
        keys.press("Enter")
        for one in (window, other):
            expect(section(one, name).get_by_role("link", name=re.compile(f"^{room}"))).to_be_visible()
    heads = other.sidebar.get_by_role("heading", level=2)
    expect(heads).to_have_text(
        [re.compile("Work"), re.compile("Sails"), re.compile("Direct"), re.compile("Rooms")]
    )
    window.button("More for the section Sails").focus()
    keys.press("Enter")
    window.page.get_by_role("menuitem", name="Move up").focus()
    keys.press("Enter")
    expect(heads).to_have_text(
        [re.compile("Sails"), re.compile("Work"), re.compile("Direct"), re.compile("Rooms")]
    )
    window.button("More for the section Work").focus()
    keys.press("Enter")
    window.page.get_by_role("menuitem", name="Remove section").focus()
    keys.press("Enter")
    for one in (window, other):
        expect(section(one, "Rooms").get_by_role("link", name=re.compile("^Keel"))).to_be_visible()
        expect(section(one, "Work")).to_have_count(0)


def test_sections_by_dragging(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    ana.make_room("Keel")
    ana.call("PATCH", "me/", {"preferences": {"sections": ["One", "Two"]}})
    window, other = visit(shared_server, ana), visit(shared_server, ana)
    window.open("/")
    other.open("/")
    window.chat("Keel").drag_to(section(window, "Two"))
    for one in (window, other):
        expect(section(one, "Two").get_by_role("link", name=re.compile("^Keel"))).to_be_visible()
    heads = other.sidebar.get_by_role("heading", level=2)
    section(window, "Two").get_by_role("heading").drag_to(section(window, "One"))
    expect(heads).to_have_text(
        [re.compile("Two"), re.compile("One"), re.compile("Direct"), re.compile("Rooms")]
    )


def test_no_row_moves_away_under_the_pointer(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    lower, upper = ana.make_room("Lower", bo), ana.make_room("Upper", bo)
    ana.say(lower, "first")
    ana.say(upper, "second")
    window = visit(shared_server, bo)
    window.open("/")
    window.chat("Upper").hover()
    place = at_rest(window.page, window.chat("Upper").bounding_box)
    ana.say(lower, "third")
    expect(window.chat("Lower")).to_contain_text("third")
    assert window.chat("Upper").bounding_box() == place
    window.page.mouse.move(900, 500)
    expect(section(window, "Rooms").get_by_role("listitem").first).to_contain_text("Lower")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_a_long_press_is_the_menu(shared_server: Community, visit: Visit, theme: str) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Pocket", bo)
    phone = visit(shared_server, bo, viewport=PHONE, touch=True, theme=theme)
    phone.open("/")
    ana.say(room, "psst")
    says_unread([phone], "Pocket", 1)
    box = at_rest(phone.page, phone.chat("Pocket").bounding_box)
    assert box
    finger = phone.page.context.new_cdp_session(phone.page)
    point = {"x": box["x"] + 120, "y": box["y"] + 30}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    item = phone.page.get_by_role("menuitem", name="Mark as read")
    expect(item).to_be_visible()
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.page.wait_for_timeout(300)  # the finger's end is no tap
    expect(item).to_be_visible()
    for one in phone.page.get_by_role("menuitem").all():
        size = one.bounding_box()
        assert size
        assert size["height"] >= 44
    item.tap()
    says_unread([phone], "Pocket", 0)
    expect(phone.chat("Pocket")).to_be_visible()
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
