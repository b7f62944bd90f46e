"""What people do with messages: two of them, each in a window of their own."""

import re
from typing import Any

from playwright.sync_api import Locator, Route, expect

from e2e.conftest import Visit
from e2e.support.browsers import PHONE
from e2e.support.people import Community, Visitor
from e2e.support.waiting import at_rest, eventually, expect_marked, keep_notice, note_marks


def do(window: Visitor, text: str, deed: str) -> None:
    """Choose something from the menu of a message."""
    window.press_in_bar(window.message(text).first, "More actions")
    window.page.get_by_role("menuitem", name=deed, exact=True).click()


def edit_field(window: Visitor) -> Locator:
    """Find the field in which a message is edited."""
    return window.page.get_by_role("textbox", name="Edit your message")


def talking(server: Community, visit: Visit, room_name: str) -> tuple[Visitor, Visitor, str, Any]:
    """Put Ana and Bo in front of one room; Ana made it."""
    ana, bo = server.newcomer("Ana"), server.newcomer("Bo")
    room = ana.make_room(room_name, bo)
    a, b = visit(server, ana), visit(server, bo)
    a.open_room(room)
    b.open_room(room)
    return a, b, room, ana


def test_an_edit_is_live_and_its_history_shows_what_changed(shared_server: Community, visit: Visit) -> None:
    a, b, _, _ = talking(shared_server, visit, "Typos")
    a.write("Lunch at twelve in the garden")
    b.sees("Lunch at twelve in the garden")
    a.composer.press("ArrowUp")
    expect(edit_field(a)).to_be_focused()
    edit_field(a).fill("Lunch at one in the garden")
    edit_field(a).press("Enter")
    expect(a.composer).to_be_focused()
    b.sees("Lunch at one in the garden")
    b.sees_not("Lunch at twelve in the garden")
    b.message("Lunch at one in the garden").get_by_test_id("edited").click()
    versions = b.page.get_by_role("dialog", name="Earlier versions")
    expect(versions.locator("del")).to_contain_text("twelve")
    expect(versions.locator("ins")).to_contain_text("one")
    b.page.keyboard.press("Escape")
    expect(versions).to_be_hidden()
    # Esc in the field leaves the words as they were.
    do(a, "Lunch at one in the garden", "Edit")
    edit_field(a).fill("Never mind")
    edit_field(a).press("Escape")
    a.sees("Lunch at one in the garden")


def test_the_key_waits_for_a_message_that_is_on_its_way(shared_server: Community, visit: Visit) -> None:
    a, b, _, _ = talking(shared_server, visit, "In a hurry")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    a.page.route(re.compile(r"/api/messages/$"), hold)
    a.write("Lunch at twelv")
    a.composer.press("ArrowUp")
    eventually(lambda: held, page=a.page)
    a.page.wait_for_timeout(300)
    expect(edit_field(a)).to_be_hidden()
    assert len(held) == 1
    held[0].continue_()
    expect(edit_field(a)).to_be_focused()
    edit_field(a).fill("Lunch at twelve")
    edit_field(a).press("Enter")
    b.sees("Lunch at twelve")
    # Who typed on meanwhile goes on writing.
    a.write("The next one")
    a.composer.press("ArrowUp")
    a.composer.press("x")
    eventually(lambda: len(held) == 2, page=a.page)
    held[1].continue_()
    b.sees("The next one")
    a.page.wait_for_timeout(300)
    expect(edit_field(a)).to_be_hidden()
    expect(a.composer).to_have_value("x")


def test_a_long_message_is_edited_from_its_end(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Long ones")
    window = visit(shared_server, ana)
    window.open_room(room)
    ana.say(room, "\n".join(f"line {number}" for number in range(60)))
    expect(window.log.get_by_text("line 59")).to_be_visible()
    window.composer.press("ArrowUp")
    expect(edit_field(window)).to_be_focused()
    hidden = edit_field(window).evaluate(
        "field => [field.scrollTop, field.scrollHeight - field.clientHeight - field.scrollTop]"
    )
    assert hidden[0] > 0
    assert hidden[1] <= 1
    window.page.keyboard.type(", the last")
    window.page.keyboard.press("Enter")
    expect(window.log.get_by_text("line 59, the last")).to_be_visible()


def test_a_deletion_is_live_and_can_be_undone(shared_server: Community, visit: Visit) -> None:
    a, b, _, _ = talking(shared_server, visit, "Slips")
    a.write("first")
    a.write("my password is otter")
    a.write("last")
    b.sees("first", "my password is otter", "last")
    do(a, "my password is otter", "Delete")
    undo = keep_notice(a.button("Undo"))
    for window in (a, b):
        expect(window.log.get_by_test_id("tombstone")).to_have_text("Message deleted")
        window.sees_not("my password is otter")
    assert "otter" not in b.page.content()
    undo.click()
    # A notice under the pointer stays, over what comes next.
    a.button("Dismiss").hover()
    b.sees("my password is otter")
    expect(b.log.get_by_test_id("tombstone")).to_have_count(0)
    for window in (a, b):
        window.sees_only("first", "my password is otter", "last")
    a.button("Dismiss").click()
    expect(a.page.get_by_text("The message is back", exact=True)).to_be_hidden()
    do(a, "last", "Delete")
    expect(b.log.get_by_test_id("tombstone")).to_have_count(1)
    expect(b.chat("Slips")).to_contain_text("otter")
    expect(b.chat("Slips")).not_to_contain_text("last")


def test_a_moderator_removes_with_a_reason(shared_server: Community, visit: Visit) -> None:
    a, b, _, _ = talking(shared_server, visit, "Rules")
    b.write("Buy cheap watches")
    a.sees("Buy cheap watches")
    do(a, "Buy cheap watches", "Remove with a reason")
    dialog = a.page.get_by_role("dialog", name="Remove a message by Bo")
    expect(dialog.get_by_role("button", name="Remove", exact=True)).to_be_disabled()
    dialog.get_by_label("Reason").fill("No advertising here")
    dialog.get_by_label("Reason").press("Enter")
    expect(dialog).to_be_hidden()
    expect(b.log.get_by_test_id("tombstone")).to_have_text("Removed by Ana: No advertising here")
    # A member has no such right over others.
    a.write("Thank you")
    b.press_in_bar(b.message("Thank you"), "More actions")
    expect(b.page.get_by_role("menuitem", name="Reply", exact=True)).to_be_visible()
    expect(b.page.get_by_role("menuitem", name=re.compile("Remove with|Delete|Edit"))).to_have_count(0)


def test_offline_catches_up_with_edits_and_deletions(shared_server: Community, visit: Visit) -> None:
    a, b, _, _ = talking(shared_server, visit, "Tunnels")
    for text in ("stays", "changes", "goes"):
        a.write(text)
    b.sees("stays", "changes", "goes")
    b.go_offline()
    do(a, "changes", "Edit")
    edit_field(a).fill("has changed")
    edit_field(a).press("Enter")
    do(a, "goes", "Delete")
    expect(a.log.get_by_test_id("tombstone")).to_have_count(1)
    b.sees("changes", "goes")
    b.go_online()
    b.sees("stays", "has changed")
    b.sees_not("goes")
    expect(b.log.get_by_test_id("tombstone")).to_have_count(1)


def test_an_answer_quotes_until_the_quoted_is_deleted(shared_server: Community, visit: Visit) -> None:
    a, b, _, _ = talking(shared_server, visit, "Answers")
    a.write("Who brings the small sail?")
    b.sees("Who brings the small sail?")
    b.press_in_bar(b.message("Who brings the small sail?"), "Reply")
    expect(b.composer).to_be_focused()
    b.write("I do")
    quote = a.message("I do").get_by_test_id("quote")
    expect(quote).to_contain_text("Who brings the small sail?")
    quote.click()
    expect(a.message("Who brings the small sail?").first).to_be_focused()
    do(a, "Who brings the small sail?", "Delete")
    for window in (a, b):
        expect(window.message("I do").get_by_test_id("quote")).to_have_text("Message deleted")
        window.sees_not("Who brings the small sail?")


def test_pins_are_found_in_the_head_of_the_room(shared_server: Community, visit: Visit) -> None:
    a, b, _, _ = talking(shared_server, visit, "Boards")
    a.write("The key is under the mat")
    b.sees("The key is under the mat")
    do(a, "The key is under the mat", "Pin to this chat")
    expect(b.message("The key is under the mat").get_by_test_id("pinned")).to_have_text("Pinned by Ana")
    b.button("1 pinned message").click()
    b.button(re.compile("Go to this message by Ana")).click()
    expect(b.message("The key is under the mat")).to_be_focused()
    b.button("1 pinned message").click()
    b.button("Unpin").click()
    expect(b.page.get_by_text("Nothing is pinned here")).to_be_visible()
    expect(a.message("The key is under the mat").get_by_test_id("pinned")).to_have_count(0)


def test_a_message_is_forwarded_with_a_way_back(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    source, target = ana.make_room("Kitchen talk"), ana.make_room("Everyone here", bo)
    ana.say(source, "Soup is ready")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.open_room(source)
    b.open_room(target)
    do(a, "Soup is ready", "Forward")
    dialog = a.page.get_by_role("dialog", name="Forward")
    dialog.get_by_role("combobox").fill("everyone")
    dialog.get_by_role("combobox").press("Enter")
    dialog.get_by_label("Your words, if you like").fill("Come and eat")
    dialog.get_by_role("button", name="Forward").click()
    way = keep_notice(a.button("Open"))
    expect(b.log.get_by_test_id("forwarded")).to_contain_text("Forwarded from Ana")
    expect(b.log.get_by_test_id("forwarded")).to_contain_text("Soup is ready")
    b.sees("Come and eat")
    # Bo is not in the room it comes from: no way leads there, and its name is not said.
    expect(b.log.get_by_test_id("forwarded").get_by_role("button")).to_have_count(0)
    assert "Kitchen talk" not in b.page.content()
    way.click()
    a.log.get_by_test_id("forwarded").get_by_role("button", name=re.compile("Kitchen talk")).click()
    expect(a.heading("Kitchen talk")).to_be_visible()
    expect(a.message("Soup is ready")).to_be_focused()


def test_a_link_opens_at_its_message_after_a_reload_and_back_is_right(
    shared_server: Community, visit: Visit
) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Archive", bo)
    sent = [ana.say(room, f"note {number}") for number in range(1, 111)]
    link = f"/rooms/{room}/messages/{sent[9]['seq']}"
    ana.say(room, f"See {ana.url}{link} for that")
    a = visit(shared_server, ana)
    note_marks(a.page)
    a.open_room(room)
    a.sees("note 110")
    a.page.evaluate(
        "url => { const link = document.querySelector('article a'); link.href = url }", a.url + link
    )
    a.log.get_by_role("link").click()
    expect(a.message("note 10")).to_be_in_viewport()
    expect(a.message("note 10")).to_be_focused()
    expect_marked(a.message("note 10"))
    expect(a.message("note 10")).not_to_have_attribute("data-marked", "true")
    expect(a.page).to_have_url(re.compile(rf"{link}$"))
    a.page.reload()
    expect(a.message("note 10")).to_be_in_viewport()
    expect(a.message("note 10")).to_be_focused()
    a.page.go_back()
    expect(a.page).to_have_url(re.compile(rf"/rooms/{room}$"))
    expect(a.message("note 110")).to_be_in_viewport()
    a.page.go_forward()
    expect(a.message("note 10")).to_be_in_viewport()
    a.open(f"/rooms/{room}/messages/99999")
    expect(a.page.get_by_text("This message is not here")).to_be_visible()
    stranger = visit(shared_server, shared_server.newcomer("Carol"))
    stranger.watch.expect("404")
    stranger.open(link)
    expect(stranger.heading("There is no such room")).to_be_visible()


def test_all_of_it_by_keys(shared_server: Community, visit: Visit) -> None:
    a, b, _, _ = talking(shared_server, visit, "Keys only")
    a.write("one")
    a.write("two")
    b.sees("one", "two")
    keys = a.page.keyboard
    a.composer.press("Shift+Tab")
    for _ in range(12):
        if a.message("two").evaluate("one => one === document.activeElement"):
            break
        keys.press("Shift+Tab")
    expect(a.message("two")).to_be_focused()
    keys.press("ArrowUp")
    expect(a.message("one")).to_be_focused()
    keys.press("e")
    expect(edit_field(a)).to_be_focused()
    keys.type(" and a half")
    keys.press("Enter")
    b.sees("one and a half")
    expect(a.message("one and a half")).to_be_focused()
    keys.press("p")
    expect(b.message("one and a half").get_by_test_id("pinned")).to_be_visible()
    keys.press("Enter")
    expect(a.page.get_by_role("menuitem", name="Add a reaction")).to_be_focused()
    keys.press("Enter")
    expect(a.page.get_by_label("Search emoji")).to_be_focused()
    keys.type("rocket")
    keys.press("Enter")
    expect(b.message("one and a half").get_by_role("button", name=re.compile("🚀"))).to_be_visible()
    expect(a.page.get_by_label("Search emoji")).to_be_hidden()
    expect(a.message("one and a half")).to_be_focused()
    keys.press("Enter")
    expect(a.page.get_by_role("menuitem", name="Add a reaction")).to_be_focused()
    keys.press("Escape")
    expect(a.message("one and a half")).to_be_focused()
    keys.press("r")
    expect(a.composer).to_be_focused()
    keys.type("three quarters")
    keys.press("Enter")
    expect(b.message("three quarters").get_by_test_id("quote")).to_contain_text("one and a half")
    a.message("two").focus()
    keys.press("Delete")
    expect(b.log.get_by_test_id("tombstone")).to_have_count(1)


def test_by_thumb_on_a_phone(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Thumbs", bo)
    a, b = visit(shared_server, ana, viewport=PHONE, touch=True), visit(shared_server, bo)
    a.open_room(room)
    b.open_room(room)
    a.write("In a hurry")
    b.sees("In a hurry")
    sheet = a.page.get_by_role("dialog", name="Actions for this message")
    hold(a.message("In a hurry"), sheet)
    expect(sheet.get_by_role("button", name="Copy link")).to_be_visible()
    assert fits(a)
    sheet.get_by_role("button", name="Edit").click()
    expect(edit_field(a)).to_be_focused()
    edit_field(a).fill("No hurry")
    a.button("Save").click()
    b.sees("No hurry")
    assert fits(a)
    hold(a.message("No hurry"), sheet)
    sheet.get_by_role("button", name="Delete").click()
    undo = keep_notice(a.button("Undo"))
    expect(b.log.get_by_test_id("tombstone")).to_have_count(1)
    undo.click()
    b.sees("No hurry")


def hold(message: Locator, opens: Locator) -> None:
    """Keep a finger on a message until something opens."""
    box = at_rest(message.page, message.bounding_box)
    assert box
    finger = message.page.context.new_cdp_session(message.page)
    point = {"x": box["x"] + 120, "y": box["y"] + box["height"] / 2}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(opens).to_be_visible()
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    message.page.wait_for_timeout(300)  # the finger's end presses nothing of what opened under it


def fits(window: Visitor) -> bool:
    """Is nothing wider than the window?"""
    fitting: bool = window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return fitting
