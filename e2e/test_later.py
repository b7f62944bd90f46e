"""What waits for later: begun messages on their page, and messages that somebody keeps."""

import re

from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.support.browsers import PHONE
from e2e.support.people import Community
from e2e.support.waiting import keep_notice


def test_drafts_are_on_one_page_and_can_be_thrown_away_and_had_back(
    shared_server: Community, visit: Visit
) -> None:
    ana = shared_server.newcomer("Ana")
    room, other = ana.make_room("Boathouse"), ana.make_room("Jetty")
    root = ana.say(room, "Paint or varnish?")
    a = visit(shared_server, ana)
    # A page that is left saves once more; if the answer to the time before was still under way, that is refused.
    a.watch.expect(r"status of 409 .*/api/drafts/")
    a.open("/drafts")
    expect(a.page.get_by_text("No drafts")).to_be_visible()
    a.open_room(other)
    a.composer.fill("Half a thought")
    a.open(f"/rooms/{room}/threads/{root['id']}")
    a.page.get_by_label("Message to this thread").fill("Varnish, because")
    a.sidebar.get_by_role("link", name=re.compile("^Drafts")).click()
    drafts = a.page.get_by_role("list", name="Drafts").get_by_role("listitem")
    expect(drafts).to_have_count(2)
    expect(drafts.first).to_contain_text("Thread in Boathouse: Paint or varnish?")
    expect(drafts.first).to_contain_text("Varnish, because")
    expect(drafts.last).to_contain_text("Jetty")
    expect(a.chat("Jetty").get_by_label("Draft")).to_be_visible()
    # Thrown away, it is gone on another device too; had back, it is there again.
    device = visit(shared_server, ana, viewport=PHONE, touch=True)
    device.watch.expect(r"status of 409 .*/api/drafts/")
    device.open("/drafts")
    on_device = device.page.get_by_role("list", name="Drafts").get_by_role("listitem")
    expect(on_device).to_have_count(2)
    drafts.last.get_by_role("button", name="Delete draft").click()
    undo = keep_notice(a.button("Undo"))
    expect(drafts).to_have_count(1)
    expect(on_device).to_have_count(1)
    expect(a.chat("Jetty").get_by_label("Draft")).to_have_count(0)
    undo.click()
    expect(on_device).to_have_count(2)
    assert device.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # The other device goes on writing where this one stopped.
    device.link(re.compile("^Go on writing in Jetty")).click()
    expect(device.composer).to_have_value("Half a thought")
    device.write("Half a thought, and the rest")
    expect(drafts).to_have_count(1)
    a.enter_room("Jetty")
    a.sees("Half a thought, and the rest")
    expect(a.composer).to_have_value("")
    a.sidebar.get_by_role("link", name=re.compile("^Drafts")).click()
    a.link(re.compile("^Go on writing in Thread in Boathouse")).click()
    expect(a.page.get_by_label("Message to this thread")).to_have_value("Varnish, because")


def test_saved_messages_are_kept_found_and_let_go(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Signal box", bo)
    kept = ana.say(room, "The key hangs behind the clock")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    b.open("/saved")
    expect(b.page.get_by_text("Nothing saved yet")).to_be_visible()
    b.open_room(room)
    a.open_room(room)
    b.message("The key hangs behind the clock").focus()
    b.page.keyboard.press("s")
    expect(b.log.get_by_label("Saved for later")).to_be_visible()
    expect(a.log.get_by_label("Saved for later")).to_have_count(0)
    b.sidebar.get_by_role("link", name="Saved").click()
    saved = b.page.get_by_role("list", name="Saved").get_by_role("listitem")
    expect(saved).to_have_count(1)
    expect(saved).to_contain_text("The key hangs behind the clock")
    expect(saved).to_contain_text("Signal box")
    # An edit shows here as well.
    ana.call("PATCH", f"messages/{kept['id']}/", {"text": "The key hangs at the door", "version": 0})
    expect(saved).to_contain_text("The key hangs at the door")
    b.button("Remove from saved").click()
    undo = keep_notice(b.button("Undo"))
    expect(saved).to_have_count(0)
    undo.click()
    expect(saved).to_have_count(1)
    b.link(re.compile("^Go to this message by Ana in Signal box")).click()
    expect(b.message("The key hangs at the door")).to_be_focused()
    b.page.go_back()
    expect(saved).to_have_count(1)
    # Nothing that was deleted stays on anybody's list.
    ana.call("DELETE", f"messages/{kept['id']}/", {})
    expect(b.page.get_by_text("Nothing saved yet")).to_be_visible()
    expect(b.page.get_by_text("The key hangs")).to_have_count(0)
