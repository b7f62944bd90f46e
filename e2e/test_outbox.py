"""What was sent is sent: once and in order, through lost networks, killed browsers and ended sessions."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from e2e.conftest import Visit
from e2e.support.browsers import FLAGS
from e2e.support.cable import Cable
from e2e.support.people import Community, Visitor
from e2e.support.waiting import eventually, wait_until_kept
from tools.person import PASSWORD, Person
from tools.prepare import prepare_browser


def texts(person: Person, room: str) -> list[str]:
    """The texts that the server keeps."""
    return [message["text"] for message in person.history(room)]


class KillableBrowser:
    """A browser with a profile on the disk, whose process can be ended with kill -9."""

    def __init__(self, browser: Browser, profile: Path) -> None:
        self._type = browser.browser_type
        self._profile = profile
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Page:
        """Start it on its profile and return its page."""
        # The browser chooses the port itself, and writes it down here.
        told = self._profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                prepare_browser(),
                *FLAGS,
                "--headless=new",
                "--no-sandbox",
                "--remote-debugging-port=0",
                f"--user-data-dir={self._profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(lambda: told.exists() and len(told.read_text().split()) > 1, within=60)
        port = told.read_text().split()[0]
        context = self._type.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0]
        return context.pages[0] if context.pages else context.wait_for_event("page")

    def has_on_disk(self, words: str) -> bool:
        """Is this in the local storage on the disk?"""
        files = (self._profile / "Default" / "Local Storage" / "leveldb").glob("*.log")
        return any(words.encode() in file.read_bytes() for file in files)

    def kill(self) -> None:
        """End it so that it can't put anything away."""
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None


@contextmanager
def killable(browser: Browser) -> Iterator[KillableBrowser]:
    with tempfile.TemporaryDirectory(prefix="flowchat-profile-", ignore_cleanup_errors=True) as profile:
        one = KillableBrowser(browser, Path(profile))
        try:
            yield one
        finally:
            one.kill()


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("^Message to "))


def test_a_killed_browser_loses_and_doubles_nothing(shared_server: Community, browser: Browser) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Black box")
    cable = Cable(shared_server.stack.port)
    with killable(browser) as victim:
        page = victim.start()
        page.goto(f"{cable.url}/sign-in")
        page.get_by_label("E-mail or username").fill(ana.me["username"])
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_test_id("room-list").wait_for()
        page.goto(f"{cable.url}/rooms/{room}")
        composer(page).fill("the first arrives")
        composer(page).press("Enter")
        expect(page.get_by_role("article").last).to_have_attribute("data-seq", re.compile(r"\d"))
        # The browser writes the session to its disk in its own time.
        access = page.evaluate("localStorage.getItem('flowchat.access')")
        eventually(lambda: victim.has_on_disk(access), within=60)
        cable.cut()
        for number in range(5):
            composer(page).fill(f"sent into the dark {number}")
            composer(page).press("Enter")
        expect(page.get_by_role("log").get_by_text("sent into the dark 4")).to_be_visible()
        composer(page).press_sequentially("and half a thought")
        wait_until_kept(page, "flowchat-outbox-", "sent into the dark 4")
        wait_until_kept(page, "flowchat-drafts", "and half a thought")
        victim.kill()
        assert texts(ana, room) == ["the first arrives"]
        cable.mend()
        page = victim.start()
        page.goto(f"{cable.url}/rooms/{room}")
        whole = ["the first arrives", *(f"sent into the dark {number}" for number in range(5))]
        for text in whole:
            expect(page.get_by_role("article").get_by_text(text, exact=True)).to_have_count(1)
        expect(page.get_by_role("log").get_by_label(re.compile("Waiting"))).to_have_count(0)
        assert texts(ana, room) == whole
        expect(composer(page)).to_have_value("and half a thought")
    cable.close()


def test_an_ended_session_keeps_what_waits_until_the_next(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Ferry", bo)
    window = visit(shared_server, ana)
    window.open_room(room)
    window.watch.expect(r"status of 401")
    window.go_offline()
    window.write("written before")
    window.write("the session ended")
    ana.call("POST", "auth/logout-everywhere/")
    window.go_online()
    expect(window.heading(re.compile("^Sign in to"))).to_be_visible(timeout=45_000)
    assert texts(bo, room) == []
    window.sign_in(ana.me["username"])
    window.sees_in_order("written before", "the session ended")
    expect(window.log.get_by_label(re.compile("Waiting"))).to_have_count(0)
    assert texts(bo, room) == ["written before", "the session ended"]


def test_what_waits_can_be_taken_back_and_written_anew(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Second thoughts", bo)
    window = visit(shared_server, ana)
    window.open_room(room)
    window.go_offline()
    window.write("too hasty")
    waiting(window, "too hasty").get_by_role("button", name="Take back").click()
    window.sees_not("too hasty")
    window.write("teh second")
    waiting(window, "teh second").get_by_role("button", name="Edit").click()
    window.sees_not("teh second")
    expect(window.composer).to_have_value("teh second")
    window.write("the second")
    window.sees("the second")
    window.go_online()
    expect(window.log.get_by_label(re.compile("Waiting"))).to_have_count(0, timeout=45_000)
    assert texts(bo, room) == ["the second"]


def waiting(window: Visitor, text: str) -> Locator:
    """The row of a message that waits; what can be done stands there after some seconds."""
    row = window.log.get_by_role("article").filter(has_text=text)
    expect(row.get_by_role("button", name="Take back")).to_be_visible()
    return row


def test_a_refused_message_says_why_and_can_be_saved(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Closing time", bo)
    window = visit(shared_server, bo)
    window.watch.expect(r"status of 409")
    window.open_room(room)
    window.go_offline()
    window.write("one for the road")
    ana.call("PATCH", f"rooms/{room}/", {"archived": True})
    window.go_online()
    alert = window.log.get_by_role("alert")
    expect(alert).to_contain_text("Not sent:", timeout=45_000)
    for choice in ("Try again", "Edit", "Copy", "Delete"):
        expect(alert.get_by_role("button", name=choice)).to_be_visible()
    ana.call("PATCH", f"rooms/{room}/", {"archived": False})
    expect(window.composer).to_be_visible()
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_be_hidden()
    expect(window.message("one for the road")).to_have_attribute("data-seq", re.compile(r"\d"))
    assert texts(ana, room) == ["one for the road"]


def test_two_tabs_share_one_outbox(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Double doors", bo)
    window = visit(shared_server, ana)
    window.open_room(room)
    second = window.new_tab()
    second.goto(f"/rooms/{room}")
    expect(composer(second)).to_be_visible()
    window.go_offline()
    for number in range(3):
        for page in (window.page, second):
            composer(page).fill(f"{number} from {'one' if page is second else 'the other'}")
            composer(page).press("Enter")
    expect(second.get_by_role("article")).to_have_count(6)
    window.page.close()  # the tab that was to send
    window.go_online()
    expect(second.get_by_role("log").get_by_label(re.compile("Waiting"))).to_have_count(0, timeout=45_000)
    assert sorted(texts(bo, room)) == sorted(
        f"{number} from {tab}" for number in range(3) for tab in ("one", "the other")
    )
