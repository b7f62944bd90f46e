"""Crashes, several tabs, sessions: what must hold although something breaks or ends."""

import re
import time

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Visit
from e2e.support.people import Community, Visitor
from e2e.support.watch import NETWORK_LOSS
from tools.person import Person
from tools.stack import Stack


def test_kill_9_in_mid_conversation_loses_and_doubles_nothing(fresh_server: Stack, visit: Visit) -> None:
    with Community(fresh_server) as community:
        bo = community.newcomer("Bo")
        room = community.alice.make_room("Engine room", bo)
        a, b = visit(community, community.alice), visit(community, bo)
        for window in (a, b):
            window.watch.expect(*NETWORK_LOSS)
            window.open_room(room)
        a.write("before")
        b.sees("before")
        a.write("in the same breath")
        fresh_server.kill()
        a.write("while it is down")
        b.write("from the other side")
        expect(a.page.get_by_text("No connection")).to_be_visible()
        fresh_server.start()
        said = ["before", "in the same breath", "while it is down", "from the other side"]
        for window in (a, b):
            window.sees(*said)
            expect(window.page.get_by_text("No connection")).to_be_hidden()
            expect(window.log.get_by_label(re.compile("Waiting|Sending"))).to_have_count(0)
        kept = [message["text"] for message in bo.history(room)]
        assert sorted(kept) == sorted(said)
        for window in (a, b):
            window.sees_only(*kept)
        a.write("and on we go")
        b.sees_in_order(*kept, "and on we go")


def test_two_tabs_are_one_person(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    direct = ana.direct_room(bo)
    ana.say(direct, "Hello")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    b.open_room(direct)
    a.open_room(direct)
    second = a.new_tab()
    second.goto(f"/rooms/{direct}")
    expect(second.get_by_role("textbox")).to_be_visible()
    expect(state_of_other(b)).to_have_text("Online")
    assert people_online(ana) == {ana.id, bo.id}
    second.get_by_role("textbox").fill("From my second tab")
    second.get_by_role("textbox").press("Enter")
    for window in (a, b):
        window.sees("From my second tab")
    a.page.close()
    still_here(b.page)
    expect(state_of_other(b)).to_have_text("Online")
    second.close()
    expect(state_of_other(b)).to_have_text("Offline", timeout=30_000)


def state_of_other(window: Visitor) -> Locator:
    return window.page.get_by_role("main").get_by_text(re.compile("^(Online|Away|Offline)$"))


def people_online(person: Person) -> set[str]:
    with person.socket() as socket:
        return {one["user_id"] for one in socket.ready["presence"] if one["state"] == "online"}


def still_here(page: Page) -> None:
    """Wait longer than the server waits for a closed page to come back."""
    page.wait_for_timeout(3_000)


def test_a_session_goes_on_with_the_cookie_alone(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Long day")
    window = visit(shared_server, ana)
    window.open_room(room)
    time.sleep(1.1)  # tokens are made by the second: the next must differ
    # Read in the same breath: this page asks for a new one, too, if it has something to ask just then.
    old = window.page.evaluate(
        "() => (localStorage.setItem('flowchat.access_until', '0'), localStorage.getItem('flowchat.access'))"
    )
    window.page.reload()
    window.write("Still signed in")
    window.sees("Still signed in")
    assert window.page.evaluate("localStorage.getItem('flowchat.access')") != old
    assert "flowchat_refresh" not in window.page.evaluate("document.cookie")


def test_signing_out_everywhere_reaches_every_browser(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Two devices")
    desk = visit(shared_server, ana)
    desk.open_room(room)
    phone = visit(shared_server)
    phone.open("/sign-in")
    phone.sign_in(ana.me["username"])
    phone.enter_room("Two devices")
    for window in (desk, phone):
        # A page may have been coming back at that moment; Google's SDK asks once more with what was revoked.
        window.watch.expect(
            r"status of 401", r"status of 400 .*/securetoken\.", r"closed before the connection"
        )
    desk.open("/settings/security")
    desk.button(re.compile("everywhere", re.IGNORECASE)).click()
    confirm = desk.page.get_by_role("alertdialog").get_by_role("button", name=re.compile("Sign out"))
    confirm.click()
    for window in (desk, phone):
        expect(window.heading(re.compile("^Sign in to"))).to_be_visible()
        window.page.reload()
        expect(window.heading(re.compile("^Sign in to"))).to_be_visible()


def test_other_panes_open_without_a_network(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Tunnel")
    window = visit(shared_server, ana)
    window.open_room(room)
    window.wait_for_parts()
    window.go_offline()
    window.link("Browse public rooms").click()
    expect(window.heading("Public rooms")).to_be_visible()
    expect(window.chat("Tunnel")).to_be_visible()


def test_a_part_that_cannot_be_fetched_waits_for_the_server(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Dead spot")
    window = visit(shared_server, ana)
    window.watch.expect(*NETWORK_LOSS, "Failed to fetch dynamically imported module: .*/browse-pane")
    gone = ("**/assets/browse-pane*", "**/healthz")
    for pattern in gone:
        window.page.route(pattern, lambda route: route.abort("connectionrefused"))
    window.open_room(room)
    window.link("Browse public rooms").click()
    # The browser's own error page would be the end of it.
    expect(window.heading("The server does not answer")).to_be_visible()
    for pattern in gone:
        window.page.unroute(pattern)
    window.button("Try again").click()
    expect(window.chat("Dead spot")).to_be_visible()


def test_a_wrong_password_is_told_in_place(shared_server: Community, visit: Visit) -> None:
    window = visit(shared_server)
    window.open("/sign-in")
    window.sign_in("alice", "not this one")
    expect(window.page.get_by_text("do not belong together")).to_be_visible()
    expect(window.field("E-mail or username")).to_have_value("alice")
