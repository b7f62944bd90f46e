"""Links to replies, and threads taken back to unread: for those who keep replies apart, and those who don't."""

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.support.browsers import DESKTOP, PHONE
from e2e.support.people import Community, Visitor
from e2e.support.waiting import eventually, expect_marked, note_marks
from e2e.test_threads import Pane, in_room, reply, room_log, show_apart, threads_link


def marked(visitor: Visitor, text: str) -> None:
    """Wait until the message in the thread stands out as the one a link led to, and has the keyboard."""
    row = Pane(visitor).message(text)
    expect_marked(row)
    expect(row).to_be_focused()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_a_link_to_a_reply_opens_its_thread_at_it(
    shared_server: Community, visit: Visit, viewport: dict[str, int]
) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Signal box", bo)
    root = ana.say(room, "Which lever is stuck?")
    replies = [reply(ana, root, f"lever {number}") for number in range(60)]
    for number in range(40):
        ana.say(room, f"train {number}")
    show_apart(bo, room)
    path = f"/rooms/{room}/messages/{replies[12]['seq']}"
    b = visit(shared_server, bo, viewport=viewport)
    note_marks(b.page)
    b.open(path)
    marked(b, "lever 12")
    expect(b.page).to_have_url(re.compile(rf"/threads/{root['id']}\?at={replies[12]['seq']}$"))
    expect(b.page.get_by_text("This message isn't here")).to_have_count(0)
    expect(room_log(b, "Signal box").get_by_text("lever 12", exact=True)).to_have_count(0)
    # The present end is one key away, and the whole thread above and below.
    b.page.keyboard.press("ArrowUp")
    expect(Pane(b).message("lever 11")).to_be_focused()


def test_a_link_within_the_room_leads_there_and_back(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Points", bo)
    root = ana.say(room, "Who greases the points?")
    answer = reply(ana, root, "I do, on Fridays")
    show_apart(bo, room)
    b = visit(shared_server, bo)
    note_marks(b.page)
    ana.say(room, f"See {shared_server.url}/rooms/{room}/messages/{answer['seq']}")
    b.open(f"/rooms/{room}")
    expect(in_room(b, "Points", "Who greases the points?")).to_be_visible()
    b.open(f"/rooms/{room}/messages/{answer['seq']}")
    marked(b, "I do, on Fridays")
    b.page.go_back()
    Pane(b).closed()
    expect(b.page).to_have_url(re.compile(rf"/rooms/{room}$"))


def test_in_the_flat_view_the_link_stays_in_the_room(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Platform", bo)
    root = ana.say(room, "Which platform?")
    answer = reply(ana, root, "The third")
    bo.call("PATCH", f"rooms/{room}/settings/", {"view": "flat"})
    b = visit(shared_server, bo)
    note_marks(b.page)
    b.open(f"/rooms/{room}/messages/{answer['seq']}")
    expect_marked(in_room(b, "Platform", "The third"))
    Pane(b).closed()


def test_a_thread_marked_unread_stays_so_until_one_leaves(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Timetable", bo)
    root = bo.say(room, "When does it leave?")
    for number in range(4):
        reply(ana, root, f"at {number}")
    show_apart(bo, room)
    desk, phone = visit(shared_server, bo), visit(shared_server, bo, viewport=PHONE, touch=True)
    phone.open("/")
    desk.open(f"/rooms/{room}/threads/{root['id']}")
    Pane(desk).sees("at 3")
    # The link says nothing unread also before anything is known; and reading must not overtake the way back.
    eventually(lambda: bo.call("GET", f"rooms/{room}/")["thread_unread_count"] == 0)
    expect(threads_link(phone, 0)).to_be_visible()
    Pane(desk).message("at 2").focus()
    desk.page.keyboard.press("u")
    expect(threads_link(phone, 2)).to_be_visible()
    expect(Pane(desk).log.get_by_text("New", exact=True)).to_have_count(1)
    desk.page.wait_for_timeout(2_000)  # twice what reading takes: looking at it does not read it again
    expect(threads_link(phone, 2)).to_be_visible()
    reply(ana, root, "at 4")
    expect(threads_link(phone, 3)).to_be_visible()
    # Opened again it is read.
    desk.open(f"/rooms/{room}")
    desk.open(f"/rooms/{room}/threads/{root['id']}")
    expect(threads_link(phone, 0)).to_be_visible()
