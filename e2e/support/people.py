"""The people of the stories: a window each, and what they do and see in it, by the names they read there."""

import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Literal, Self
from weakref import WeakSet

from playwright.sync_api import Browser, Locator, Page, Request, StorageState, ViewportSize, expect
from playwright.sync_api import TimeoutError as TooLate

from e2e.support.browsers import DESKTOP
from e2e.support.cable import Cable
from e2e.support.waiting import PATIENCE
from e2e.support.watch import NETWORK_LOSS, Watch
from tools.person import PASSWORD, Person
from tools.stack import Stack

Theme = Literal["light", "dark"]
SOON = 30_000
"""Milliseconds to wait for what should happen at once; a machine of two cores may be busy with other tests."""
_POINTING = 3_000
"""Milliseconds for a button to come under a pointer that is there."""


class Community:
    """A server that is set up, with Alice as its owner and as many others as a story needs."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.url = stack.url
        self._people = 0
        self._open_things = ExitStack()
        self.alice = self._stranger()
        self.alice.set_up(stack.setup_token)
        self._invite = self.alice.invite()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open_things.close()

    def newcomer(self, name: str) -> Person:
        """Return a new account. Names may repeat between stories, so the username gets a number."""
        person = self._stranger()
        username = f"{name.lower()}{self._people}"
        person.register(username, invite=self._invite)
        person.call("PATCH", "me/", {"name": name})
        person.me["name"] = name
        return person

    def _stranger(self) -> Person:
        """Return somebody at an address of their own: limits count by address."""
        self._people += 1
        person = Person(self.url, address=f"10.0.{self._people // 250}.{self._people % 250 + 1}")
        self._open_things.callback(person.http.close)
        return person


class Visitor:
    """One browser window, with cookies and storage of its own, and the person before it."""

    def __init__(
        self,
        browser: Browser,
        server_port: int,
        *,
        address: str,
        person: Person | None = None,
        viewport: ViewportSize = DESKTOP,
        touch: bool = False,
        theme: Theme = "light",
        still: bool = True,
        url: str | None = None,
    ) -> None:
        """`url`: where the client is served, if that is elsewhere than the server."""
        self.cable = Cable(server_port)
        # A header of our own would be asked for in each preflight, and isn't among those that may be sent.
        headers = {} if url else {"X-Forwarded-For": address}
        self.url = url = url or self.cable.url
        self.person = person
        self.touch = touch
        self._closed = False
        self._context = browser.new_context(
            base_url=url,
            viewport=viewport,
            has_touch=touch,
            is_mobile=touch,
            color_scheme=theme,
            reduced_motion="reduce" if still else "no-preference",
            locale="en-GB",
            timezone_id="Europe/Lisbon",
            extra_http_headers=headers,
            storage_state=_signed_in(_device_of(person, address), url) if person else None,
            service_workers="block",
        )
        self._context.set_default_timeout(SOON)
        self.watch = Watch(self._context, url)
        # What was asked of our own server and is not answered yet.
        self._asked: set[Request] = set()
        self._context.on("request", self._on_request)
        self._context.on("requestfinished", self._on_answer)
        self._context.on("requestfailed", self._on_answer)
        self.page = self._context.new_page()

    def close(self) -> None:
        """Close the window and everything in it. Harmless when it is closed."""
        if not self._closed:
            self._closed = True
            self._context.close()
            self.cable.close()

    def new_tab(self) -> Page:
        """Open one more tab of the same browser."""
        return self._context.new_page()

    def go_offline(self) -> None:
        """Lose the network, and know it: every connection breaks and the browser says so."""
        self.watch.expect(*NETWORK_LOSS)
        self.cable.cut()
        self._context.set_offline(offline=True)

    def go_online(self) -> None:
        """Get the network back."""
        self.cable.mend()
        self._context.set_offline(offline=False)

    def _on_request(self, request: Request) -> None:
        if request.url.startswith(f"{self.url}/"):
            self._asked.add(request)

    def _on_answer(self, request: Request) -> None:
        self._asked.discard(request)

    def wait_until_fetched(self) -> None:
        """Wait until the page has asked for nothing new for a second and has every answer. In Firebase mode a request
        to Google is always open, so that the network is never idle.
        """
        count = "() => performance.getEntriesByType('resource').length"
        deadline = time.monotonic() + PATIENCE
        before = -1
        while before != (now := self.page.evaluate(count)) or self._asked:
            assert time.monotonic() < deadline, [request.url for request in self._asked]
            before = now
            self.page.wait_for_timeout(1_000)

    def wait_for_parts(self, *names: str) -> None:
        """Wait until all is here that the page fetches when it is at rest, so that it opens without a network too.
        Named is what comes with each of the page's errands: it runs them some seconds after it was opened.
        """
        for name in names or ("browse-pane",):
            self.page.wait_for_function(
                "(name) => performance.getEntriesByType('resource').some((one) => one.name.includes(name))",
                arg=f"/assets/{name}-",
            )
        self.wait_until_fetched()

    def open(self, path: str = "/") -> None:
        """Go to an address of the server."""
        self.page.goto(path)

    # ---- what stands on the page

    def heading(self, name: str | re.Pattern[str]) -> Locator:
        """Find a heading."""
        return self.page.get_by_role("heading", name=name)

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """Find a button."""
        return self.page.get_by_role("button", name=name)

    def link(self, name: str | re.Pattern[str]) -> Locator:
        """Find a link."""
        return self.page.get_by_role("link", name=name)

    def field(self, label: str) -> Locator:
        """Find an input by its label."""
        return self.page.get_by_label(label, exact=True)

    @property
    def sidebar(self) -> Locator:
        """The list of chats."""
        return self.page.get_by_role("navigation", name="Chats")

    def chat(self, name: str) -> Locator:
        """Find a chat in the sidebar by its whole name."""
        return self.sidebar.get_by_role(
            "link", name=re.compile(rf"^(?:(?:Online|Away|Offline) )?{re.escape(name)}\b")
        )

    @property
    def log(self) -> Locator:
        """The conversation in view."""
        return self.page.get_by_role("log")

    @property
    def messages(self) -> Locator:
        """The messages that are drawn; a long conversation draws only those near the window."""
        return self.log.get_by_role("article")

    def message(self, text: str) -> Locator:
        """Find the messages with exactly this text."""
        return self.log.get_by_role("article").filter(has=self.page.get_by_text(text, exact=True))

    @property
    def composer(self) -> Locator:
        """Where messages are written."""
        return self.page.get_by_role("textbox", name=re.compile("^Message to "))

    # ---- what people do

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        """Fill in the sign-in form."""
        self.field("E-mail or username").fill(login)
        self.field("Password").fill(password)
        self.button("Sign in").click()

    def enter_room(self, name: str) -> None:
        """Open a chat from the sidebar and wait until it is there."""
        self.chat(name).click()
        # Its own: until it is drawn, that of the chat before stands there.
        expect(self.page.get_by_role("textbox", name=f"Message to {name}", exact=True)).to_be_visible()

    def open_room(self, room_id: str) -> None:
        """Open a chat by its address and wait until it is there."""
        self.open(f"/rooms/{room_id}")
        expect(self.composer).to_be_visible()

    def write(self, text: str) -> None:
        """Type a message and send it, the way this device does: on a touch keyboard Enter breaks the line."""
        self.composer.fill(text)
        if self.touch:
            self.button("Send").click()
        else:
            self.composer.press("Enter")

    def press_in_bar(self, message: Locator, name: str) -> None:
        """Point at a message and press a button of the bar that comes for it. When lines that come meanwhile move the
        message away under the pointer, point at it again.
        """
        button = message.get_by_role("button", name=name, exact=True)
        deadline = time.monotonic() + PATIENCE
        while True:
            message.hover()
            try:
                button.click(trial=True, timeout=_POINTING)
                break
            except TooLate:
                if time.monotonic() > deadline:
                    raise
        button.click()

    def sees(self, *texts: str) -> None:
        """Wait until each of these messages is in view exactly once."""
        for text in texts:
            expect(self.message(text)).to_have_count(1)

    def types_until(self, text: str, seen: Locator) -> None:
        """Type, and on letter by letter until the other side sees it. It is told every two seconds, for a few: where
        the line is not up yet, or the machine busy, the first time is missed.
        """
        self.composer.press_sequentially(text)
        deadline = time.monotonic() + PATIENCE
        while not seen.is_visible():
            assert time.monotonic() < deadline, "nobody saw it"
            self.page.wait_for_timeout(500)
            self.composer.press_sequentially(text[-1])

    def sees_not(self, text: str) -> None:
        """Check that no such message is in view."""
        expect(self.message(text)).to_have_count(0)

    def sees_in_order(self, *texts: str) -> None:
        """Wait until these are the last messages, in this order, with nothing else among them."""
        self.sees(*texts)
        self._wait_for_texts(list(texts), lambda drawn: drawn[-len(texts) :])

    def sees_only(self, *texts: str) -> None:
        """Wait until these messages are drawn, in this order, and no others."""
        self._wait_for_texts(list(texts), lambda drawn: drawn)

    def _wait_for_texts(self, texts: list[str], part: Callable[[list[str]], list[str]]) -> None:
        # One's own stand at the end until the server has said where they belong.
        deadline = time.monotonic() + PATIENCE
        while (drawn := part(self.texts())) != texts and time.monotonic() < deadline:
            self.page.wait_for_timeout(100)
        assert drawn == texts

    def texts(self) -> list[str]:
        """Return the texts of the drawn messages, from above to below."""
        # Found and read in one step: what is drawn changes while the list scrolls.
        drawn: list[tuple[float, str]] = self.log.evaluate(
            """log => [...log.querySelectorAll("article")].map(
                one => [one.getBoundingClientRect().top, one.querySelector("p[dir=auto]").innerText])"""
        )
        return [text for _, text in sorted(drawn)]


_seen: WeakSet[Person] = WeakSet()


def _device_of(person: Person, address: str) -> Person:
    """Return the person with a session that no other window has: two that spend one refresh token are taken for a
    thief and a victim, and signed out. The first window has the session of the account's making.
    """
    if person not in _seen:
        _seen.add(person)
        return person
    device = Person(person.url, address=address)
    with device.http:
        device.sign_in(person.me["username"])
    return device


def _signed_in(person: Person, url: str) -> StorageState:
    """Return what a browser keeps of a person who is signed in: the token and the refresh cookie."""
    kept = {
        "flowchat.access": person.access,
        "flowchat.access_until": str(int((time.time() + 14 * 60) * 1000)),
        "flowchat.user": person.id,
    }
    cookies: Any = [
        {
            "name": cookie.name,
            "value": cookie.value,
            "domain": "127.0.0.1",
            "path": cookie.path,
            "expires": cookie.expires,
            "httpOnly": True,
            "secure": False,
            "sameSite": "Strict",
        }
        for cookie in person.http.cookies.jar
    ]
    storage: Any = [{"name": name, "value": value} for name, value in kept.items()]
    return {"cookies": cookies, "origins": [{"origin": url, "localStorage": storage}]}


__all__ = ["PASSWORD", "SOON", "Community", "Theme", "Visitor"]
