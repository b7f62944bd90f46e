"""Unread counts, the line where the new part begins, drafts, and where a long conversation opens."""

import re
import time

from playwright.sync_api import Route, expect

from e2e.conftest import Visit
from e2e.support.people import Community
from e2e.support.waiting import PATIENCE, at_rest
from tools.person import Json, Person


def test_unread_is_counted_shown_and_read(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    direct = ana.direct_room(bo)
    room = ana.make_room("Library", bo)
    window = visit(shared_server, bo)
    window.open("/")
    expect(window.page).to_have_title("FlowChat")
    for number in range(3):
        ana.say(direct, f"note {number}")
    ana.say(room, "shelf")
    expect(window.chat("Ana")).to_contain_text("3 unread messages")
    expect(window.chat("Library")).to_contain_text("1 unread message")
    expect(window.page).to_have_title(re.compile(r"^\(3\) "))
    window.enter_room("Ana")
    window.sees_in_order("note 0", "note 1", "note 2")
    expect(window.log.get_by_role("separator").filter(has_text="New")).to_have_count(1)
    expect(window.chat("Ana")).not_to_contain_text("unread")
    expect(window.page).to_have_title(re.compile("^Ana"))
    assert entry_of(bo, direct)["unread_count"] == 0
    assert entry_of(bo, room)["unread_count"] == 1
    window.enter_room("Library")
    expect(window.page).to_have_title(re.compile("^Library"))


def entry_of(person: Person, room: str) -> Json:
    """The room as the server shows it to this person."""
    found: Json = person.call("GET", f"rooms/{room}/")
    return found


def test_reading_on_one_device_reads_on_the_other(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Two screens", bo)
    desk, phone = visit(shared_server, bo), visit(shared_server, bo)
    desk.open("/")
    phone.open("/")
    ana.say(room, "seen once is enough")
    expect(phone.chat("Two screens")).to_contain_text("1 unread message")
    desk.enter_room("Two screens")
    expect(phone.chat("Two screens")).not_to_contain_text("unread")


def test_a_long_absence_opens_at_the_first_unread(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Log book", bo)
    # More than a page of history above: asked for too early, it would take the place along.
    for number in range(55):
        ana.say(room, f"read {number}\nand some more of it")
    bo.call("POST", f"rooms/{room}/read/", {"seq": entry_of(bo, room)["seq"]})
    for number in range(60):
        ana.say(room, f"missed {number}")
    window = visit(shared_server, bo)
    window.open_room(room)
    new = window.log.get_by_role("separator").filter(has_text="New")
    expect(new).to_be_in_viewport()
    expect(window.message("missed 0")).to_be_in_viewport()
    expect(window.message("missed 59")).not_to_be_in_viewport()
    window.button("To the latest messages").click()
    expect(window.message("missed 59")).to_be_in_viewport()
    expect(window.chat("Log book")).not_to_contain_text("unread")
    window.log.evaluate("log => log.scrollTop = 0")  # what was new stays marked for this visit
    expect(new).to_have_count(1)


def test_the_latest_messages_are_reached_over_a_slow_network(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Far away", bo)
    for number in range(60):
        ana.say(room, f"missed {number}\nand some\nmore of it")
    window = visit(shared_server, bo)
    window.open_room(room)
    expect(window.message("missed 0 and some more of it")).to_be_in_viewport()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    window.page.route("**/api/messages/?*", hold)
    with window.page.expect_request("**/api/messages/?*"):
        window.button("To the latest messages").click()
    # Long enough for a list that aims at the end of what is here to come to rest there.
    window.page.evaluate(
        "async () => { for (let n = 0; n < 30; n += 1) await new Promise(requestAnimationFrame) }"
    )
    for route in held:
        route.continue_()
    window.page.unroute("**/api/messages/?*")
    expect(window.message("missed 59 and some more of it")).to_be_in_viewport()


def test_new_messages_do_not_move_what_is_being_read(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Archive", bo)
    for number in range(60):
        ana.say(room, f"page {number}")
    bo.call("POST", f"rooms/{room}/read/", {"seq": entry_of(bo, room)["seq"]})
    window = visit(shared_server, bo)
    window.open_room(room)
    expect(window.message("page 59")).to_be_in_viewport()
    window.log.evaluate("log => log.scrollTop -= 600")
    anchor = window.message("page 20")
    expect(anchor).to_be_in_viewport()
    place = at_rest(window.page, anchor.bounding_box)  # measuring rows above may still settle
    for number in range(3):
        ana.say(room, f"late {number}")
    expect(window.button("To the latest messages")).to_contain_text("3 new")
    assert anchor.bounding_box() == place
    window.button("To the latest messages").click()
    window.sees_in_order("late 0", "late 1", "late 2")
    expect(window.message("late 2")).to_be_in_viewport()


def test_older_pages_come_while_scrolling_up(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Well")
    for number in range(120):
        ana.say(room, f"ring {number}")
    window = visit(shared_server, ana)
    window.open_room(room)
    expect(window.message("ring 119")).to_be_in_viewport()
    texts: list[str] = []
    # As long as a busy server needs for the pages.
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        window.log.hover()
        window.page.mouse.wheel(0, -1500)
        window.page.wait_for_timeout(50)
        texts = window.texts()
        # Not as soon as it is there: the page that brings it is put above what one was looking at.
        if texts[:1] == ["ring 0"]:
            break
    assert texts
    assert texts == [f"ring {number}" for number in range(len(texts))]


def test_a_draft_survives_the_room_and_the_reload(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    first, second = ana.make_room("First"), ana.make_room("Second")
    window = visit(shared_server, ana)
    # A page that goes while its draft is on the way leaves the next one to find out that the server has it.
    window.watch.expect(r"status of 409 .*/api/drafts/")
    window.open_room(first)
    window.composer.fill("half a thou")
    window.enter_room("Second")
    expect(window.composer).to_have_value("")
    window.composer.fill("another")
    window.page.reload()
    expect(window.composer).to_have_value("another")
    window.enter_room("First")
    expect(window.composer).to_have_value("half a thou")
    window.composer.press("Enter")
    window.sees("half a thou")
    window.open_room(second)
    expect(window.composer).to_have_value("another")
    window.open_room(first)
    expect(window.composer).to_have_value("")


def test_the_other_side_sees_what_was_read(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    direct = ana.direct_room(bo)
    a = visit(shared_server, ana)
    a.open_room(direct)
    a.write("Did you see this?")
    expect(a.message("Did you see this?").get_by_label("Sent", exact=True)).to_be_visible()
    b = visit(shared_server, bo)
    b.open_room(direct)
    expect(a.message("Did you see this?").get_by_label("Seen", exact=True)).to_be_visible()


def test_shift_enter_breaks_the_line_and_a_composed_enter_sends_nothing(
    shared_server: Community, visit: Visit
) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Keys")
    window = visit(shared_server, ana)
    window.open_room(room)
    window.composer.press_sequentially("one")
    window.composer.press("Shift+Enter")
    window.composer.press_sequentially("two")
    expect(window.composer).to_have_value("one\ntwo")
    # What a Japanese or Chinese keyboard sends when Enter accepts a candidate.
    window.composer.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "keyCode": 229})
    expect(window.composer).to_have_value("one\ntwo")
    window.composer.press("Enter")
    window.sees("one\ntwo")
