"""Threads: begun from a message, read beside the room, and never counted for longer than they are unread."""

import re
import uuid
from typing import Any

from playwright.sync_api import Locator, expect

from e2e.conftest import Visit
from e2e.support.browsers import PHONE
from e2e.support.people import Community, Visitor
from e2e.support.waiting import at_rest
from tools.person import Person

Json = dict[str, Any]


def reply(person: Person, root: Json, text: str) -> Json:
    """Answer in the thread of a root and return the reply."""
    body = {"room": root["room_id"], "client_id": str(uuid.uuid4()), "text": text, "thread": root["id"]}
    message: Json = person.call("POST", "messages/", body)["message"]
    return message


def show_apart(person: Person, room: str) -> None:
    """Choose the view in which replies stand in their threads only."""
    person.call("PATCH", f"rooms/{room}/settings/", {"view": "threaded"})


class Pane:
    """The thread in view of a window."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page
        self.log = self.page.get_by_role("log", name="Messages in this thread")
        self.composer = self.page.get_by_label("Message to this thread")

    def message(self, text: str) -> Locator:
        """Find the messages of the thread with exactly this text."""
        return self.log.get_by_role("article").filter(has=self.page.get_by_text(text, exact=True))

    def sees(self, *texts: str) -> None:
        """Wait until each of these stands in the thread exactly once."""
        for text in texts:
            expect(self.message(text)).to_have_count(1)

    def write(self, text: str) -> None:
        """Reply by keyboard."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def button(self, name: str) -> Locator:
        """Find a button at the head of the thread, or in the bar under it."""
        return self.page.get_by_label("Thread", exact=True).get_by_role("button", name=name).first

    def closed(self) -> None:
        """Wait until no thread is in view."""
        expect(self.log).to_have_count(0)


def room_log(visitor: Visitor, name: str) -> Locator:
    """Find the messages of the room itself."""
    return visitor.page.get_by_role("log", name=f"Messages in {name}")


def in_room(visitor: Visitor, name: str, text: str) -> Locator:
    """Find the messages with exactly this text in the room itself."""
    words = visitor.page.get_by_text(text, exact=True)
    return room_log(visitor, name).get_by_role("article").filter(has=words)


def threads_link(visitor: Visitor, unread: int) -> Locator:
    """Find the sidebar's line for threads with this many unread replies."""
    replies = "reply" if unread == 1 else "replies"
    name = re.compile(rf"^Threads\s*(?:\d+\s*)?{unread} unread {replies}$") if unread else "Threads"
    return visitor.sidebar.get_by_role("link", name=name, exact=unread == 0)


def test_a_reply_starts_a_thread_that_two_people_live_in(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Harvest", bo)
    ana.say(room, "Who picks the apples?")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.open_room(room)
    b.open_room(room)
    in_room(a, "Harvest", "Who picks the apples?").focus()
    a.page.keyboard.press("t")
    at_ana = Pane(a)
    expect(at_ana.log.get_by_text("No replies yet")).to_be_visible()
    expect(at_ana.composer).to_be_focused()
    at_ana.write("I take the ladder")
    at_ana.sees("Who picks the apples?", "I take the ladder")
    expect(at_ana.log.get_by_text("1 reply")).to_be_visible()
    # Bo sees the reply among the messages, and goes into the thread by the line over it.
    expect(in_room(b, "Harvest", "I take the ladder")).to_have_count(1)
    room_log(b, "Harvest").get_by_test_id("in-thread").click()
    at_bo = Pane(b)
    at_bo.sees("Who picks the apples?", "I take the ladder")
    at_bo.write("And I the baskets")
    at_ana.sees("And I the baskets")
    expect(room_log(a, "Harvest").get_by_test_id("thread-summary")).to_contain_text("2 replies")
    # Reload keeps the place; back leads to the room.
    b.page.reload()
    at_bo.sees("Who picks the apples?", "I take the ladder", "And I the baskets")
    b.page.go_back()
    at_bo.closed()
    expect(b.composer).to_be_visible()


def test_unread_replies_count_once_on_two_devices_and_are_gone_on_both(
    shared_server: Community, visit: Visit
) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Orchard", bo)
    show_apart(bo, room)
    root = bo.say(room, "Which trees first?")
    other = bo.say(room, "And where to put the leaves?")
    desk, laptop = visit(shared_server, bo), visit(shared_server, bo)
    desk.open("/drafts")
    laptop.open("/saved")
    expect(threads_link(desk, 0)).to_be_visible()
    expect(threads_link(laptop, 0)).to_be_visible()
    reply(ana, root, "The old ones")
    reply(ana, root, "Then the rest")
    reply(ana, other, "On the heap")
    for device in (desk, laptop):
        expect(threads_link(device, 3)).to_be_visible()
    # The room itself is read, and says at each root what is new there.
    desk.open_room(room)
    summaries = room_log(desk, "Orchard").get_by_test_id("thread-summary")
    expect(summaries.filter(has_text="2 unread replies")).to_have_count(1)
    expect(summaries.filter(has_text="1 unread reply")).to_have_count(1)
    expect(in_room(desk, "Orchard", "The old ones")).to_have_count(0)
    summaries.filter(has_text="2 unread replies").click()
    Pane(desk).sees("Which trees first?", "The old ones", "Then the rest")
    expect(Pane(desk).log.get_by_test_id("new-line")).to_be_visible()
    for device in (desk, laptop):
        expect(threads_link(device, 1)).to_be_visible()
    # The page of threads has the other one on top, and reads it without opening it.
    laptop.open("/threads")
    card = laptop.page.get_by_role("region", name="Unread").get_by_role("article")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("On the heap")
    laptop.button("Mark as read").click()
    for device in (desk, laptop):
        expect(threads_link(device, 0)).to_be_visible()
    reading = bo.call("GET", f"rooms/{room}/")
    assert (reading["thread_unread_count"], reading["unread_count"]) == (0, 0)
    laptop.page.get_by_role("tab", name="Unread").click()
    expect(laptop.page.get_by_text("You have read everything")).to_be_visible()


def test_one_resolves_and_the_other_reopens(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Workshop", bo)
    root = ana.say(room, "The saw is blunt")
    reply(bo, root, "I'll sharpen it")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    for visitor in (a, b):
        visitor.open(f"/rooms/{room}/threads/{root['id']}")
        Pane(visitor).sees("The saw is blunt", "I'll sharpen it")
    Pane(b).button("Mark as resolved").click()
    for visitor in (a, b):
        expect(visitor.page.get_by_text(re.compile("^Resolved by Bo, "))).to_be_visible()
        expect(room_log(visitor, "Workshop").get_by_test_id("thread-summary")).to_contain_text("Resolved")
    Pane(a).button("Reopen").click()
    for visitor in (a, b):
        expect(visitor.page.get_by_text(re.compile("^Resolved by"))).to_have_count(0)


def test_who_stops_following_is_not_counted_any_more(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Kitchen", bo)
    show_apart(bo, room)
    root = bo.say(room, "Soup or stew?")
    reply(ana, root, "Bread")
    b = visit(shared_server, bo)
    b.open(f"/rooms/{room}/threads/{root['id']}")
    expect(threads_link(b, 0)).to_be_visible()
    # The button changes at once, and the next reply must not overtake what it told the server.
    with b.page.expect_response(re.compile("/following/$")):
        Pane(b).button("Stop following this thread").click()
    expect(Pane(b).button("Follow this thread")).to_be_visible()
    b.page.keyboard.press("Escape")
    Pane(b).closed()
    reply(ana, root, "Soup")
    expect(room_log(b, "Kitchen").get_by_test_id("thread-summary")).to_contain_text("2 replies")
    expect(threads_link(b, 0)).to_be_visible()
    # It stays so until he writes there again.
    reply(bo, root, "Neither")
    reply(ana, root, "Stew, then")
    expect(threads_link(b, 1)).to_be_visible()


def test_a_deleted_root_leaves_its_replies(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Attic", bo)
    root = ana.say(room, "Words that must go")
    reply(bo, root, "Words that stay")
    b = visit(shared_server, bo)
    b.open(f"/rooms/{room}/threads/{root['id']}")
    Pane(b).sees("Words that must go", "Words that stay")
    ana.call("DELETE", f"messages/{root['id']}/", {})
    expect(Pane(b).log.get_by_text("Message deleted")).to_be_visible()
    expect(b.page.get_by_text("Words that must go")).to_have_count(0)
    Pane(b).write("Still here")
    Pane(b).sees("Words that stay", "Still here")
    b.page.reload()
    Pane(b).sees("Words that stay", "Still here")
    expect(Pane(b).log.get_by_text("Message deleted")).to_be_visible()


def test_two_readers_of_one_room_see_its_replies_in_two_ways(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Harbour", bo)
    show_apart(bo, room)
    root = ana.say(room, "When is high tide?")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.open_room(room)
    b.open(f"/rooms/{room}/threads/{root['id']}")
    Pane(b).write("At six")
    expect(in_room(a, "Harbour", "At six")).to_have_count(1)
    expect(room_log(b, "Harbour").get_by_test_id("thread-summary")).to_contain_text("1 reply")
    expect(in_room(b, "Harbour", "At six")).to_have_count(0)
    Pane(b).sees("At six")
    # Bo changes his mind, and the reply stands among the messages at once.
    bo.call("PATCH", f"rooms/{room}/settings/", {"view": "flat"})
    expect(in_room(b, "Harbour", "At six")).to_have_count(1)


def test_what_a_thread_missed_offline_is_caught_up(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Ferry", bo)
    root = ana.say(room, "Crew list")
    first = reply(ana, root, "Mast: Ana")
    b = visit(shared_server, bo)
    b.open(f"/rooms/{room}/threads/{root['id']}")
    Pane(b).sees("Crew list", "Mast: Ana")
    b.go_offline()
    expect(b.page.get_by_text("No connection")).to_be_visible()
    Pane(b).write("Helm: Bo")
    expect(Pane(b).log.get_by_label("Waiting to be sent")).to_have_count(1)
    ana.say(room, "Not of this thread")
    reply(ana, root, "Anchor: Ana")
    ana.call("PATCH", f"messages/{first['id']}/", {"text": "Mast: nobody", "version": 0})
    b.go_online()
    Pane(b).sees("Crew list", "Mast: nobody", "Anchor: Ana", "Helm: Bo")
    expect(Pane(b).message("Not of this thread")).to_have_count(0)
    expect(Pane(b).log.get_by_label("Waiting to be sent")).to_have_count(0)
    drawn = Pane(b).log.get_by_role("article")
    expect(drawn).to_have_count(4)


def test_by_keyboard_alone(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Library", bo)
    ana.say(room, "Silence, please")
    b = visit(shared_server, bo)
    b.open_room(room)
    b.sees("Silence, please")
    expect(b.composer).to_be_focused()
    keys = b.page.keyboard
    keys.press("Shift+Tab")
    in_room(b, "Library", "Silence, please").focus()
    keys.press("t")
    expect(Pane(b).composer).to_be_focused()
    keys.type("Of course")
    keys.press("Enter")
    Pane(b).sees("Of course")
    keys.press("Escape")
    Pane(b).closed()
    # The keyboard goes on at the message whose thread it was.
    expect(in_room(b, "Library", "Silence, please")).to_be_focused()
    keys.press("Control+k")
    expect(b.page.get_by_role("combobox", name="Go to")).to_be_focused()
    keys.type("threads")
    keys.press("Enter")
    expect(b.heading("Threads")).to_be_visible()
    expect(b.page).to_have_url(re.compile("/threads$"))
    b.link(re.compile("^Open the thread by Ana in Library")).focus()
    keys.press("Enter")
    Pane(b).sees("Silence, please", "Of course")


def test_on_a_phone_a_thread_is_a_level_of_its_own(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Garden", bo)
    root = ana.say(room, "Tulips or roses?")
    reply(ana, root, "I mean for the gate")
    b = visit(shared_server, bo, viewport=PHONE, touch=True)
    b.open_room(room)
    room_log(b, "Garden").get_by_test_id("thread-summary").click()
    Pane(b).sees("Tulips or roses?", "I mean for the gate")
    expect(room_log(b, "Garden")).to_be_hidden()
    Pane(b).composer.fill("Roses")
    b.button("Send").click()
    Pane(b).sees("Roses")
    width = b.page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    b.link("Back").click()
    expect(room_log(b, "Garden")).to_be_visible()
    expect(in_room(b, "Garden", "Roses")).to_have_count(1)
    b.page.go_back()
    Pane(b).sees("Roses")


def test_a_thread_that_is_none_says_so(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room, elsewhere = ana.make_room("Cellar"), ana.make_room("Loft")
    root = ana.say(elsewhere, "Up here")
    a = visit(shared_server, ana)
    a.watch.expect(r"404")
    a.open(f"/rooms/{room}/threads/{uuid.uuid4()}")
    expect(a.page.get_by_text("There is no such thread")).to_be_visible()
    a.open(f"/rooms/{room}/threads/{root['id']}")
    expect(a.page.get_by_text("There is no such thread")).to_be_visible()
    a.link("Go to the chat").click()
    expect(a.composer).to_be_visible()


def test_the_room_stays_at_its_end_when_a_thread_begins(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Ferry", bo)
    for number in range(30):
        ana.say(room, f"wave {number}")
    show_apart(bo, room)
    roots = [ana.say(room, text) for text in ("Where does it land?", "And when?")]
    bo.call("POST", f"rooms/{room}/read/", {"seq": roots[-1]["seq"]})
    b = visit(shared_server, bo)
    b.open_room(room)
    expect(in_room(b, "Ferry", "And when?")).to_be_in_viewport()
    log = room_log(b, "Ferry")
    for root in reversed(roots):
        reply(ana, root, "At the quay")
        summary = in_room(b, "Ferry", root["text"]).get_by_text("1 reply")
        expect(summary).to_be_in_viewport(ratio=1)
        # Rows are measured, and what is pulled along has to come to rest.
        short = at_rest(
            b.page, lambda: log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight")
        )
        assert abs(short) <= 1, f"{short} px short after the first reply to {root['text']!r}"
