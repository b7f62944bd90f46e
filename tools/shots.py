"""bin/shots: a picture of every screen, light and dark, on a desk and in a hand, from a real browser and server.

What a person sees has to be looked at. The pictures go to var/shots/; `--readme` makes the two of the README instead,
`--only NAME` takes only screens whose name holds NAME.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from e2e.support.browsers import DESKTOP, PHONE, open_browser
from e2e.support.people import SOON, Theme, Visitor
from tools import shot_deeds as deeds
from tools.build_web import build_web
from tools.person import Person
from tools.prepare import ROOT
from tools.stack import Stack

SHOTS = ROOT / "var" / "shots"
IMAGES = ROOT / "docs" / "images"
README_LIMIT = 150_000
SIZES: dict[str, ViewportSize] = {"1440": DESKTOP, "390": PHONE}
THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Places:
    """Where the pictures are taken: the demo, a server that nobody set up, and one that somebody just did."""

    demo: Stack
    untouched: Stack
    young: Stack
    alice: Person
    owner: Person
    rooms: dict[str, str]


@dataclass(frozen=True)
class Screen:
    """One picture: whose server, who looks, the address, and what to do before."""

    name: str
    path: str | Callable[[Places], str]
    server: str = "demo"
    who: str = ""
    before: Callable[[Visitor], None] = lambda window: None


def room(name: str, rest: str = "") -> Callable[[Places], str]:
    """Return the address of a room of the demo."""
    return lambda places: f"/rooms/{places.rooms[name]}{rest}"


def scroll_up(window: Visitor) -> None:
    """Look at older messages."""
    window.log.evaluate("log => log.scrollTop -= 900")


def write_without_network(window: Visitor) -> None:
    """Write while the server can't be reached, and wait until the page says so."""
    window.go_offline()
    window.write("This waits until the network is back")
    window.page.get_by_text("No connection").wait_for(timeout=SOON)


def lose_the_server(window: Visitor) -> None:
    """Open the page anew while nothing but its files can be had."""
    window.page.route("**/api/**", lambda route: route.abort("connectionrefused"))
    window.page.route_web_socket("**/ws/", lambda socket: socket.close(code=1012))
    window.page.reload()
    window.page.wait_for_timeout(4_000)


def open_menu(window: Visitor) -> None:
    """Open the actions of the first other member."""
    window.button(re.compile("^Actions for ")).first.click()


def set_up(window: Visitor) -> None:
    """Go on to the second step of the set-up."""
    for label, text in (("Name", "Alice"), ("Username", "alice"), ("E-mail", "alice@example.org")):
        window.field(label).fill(text)
    window.field("Password").fill("nine quiet lanterns")
    window.button("Continue").click()


def wrong_password(window: Visitor) -> None:
    """Try to sign in and be refused."""
    window.sign_in("alice", "not this one")
    window.page.get_by_role("alert").first.wait_for(timeout=SOON)


SETTINGS = (
    "profile",
    "appearance",
    "notifications",
    "privacy",
    "security",
    "invites",
    "server",
    "accounts",
    "emoji",
)
WORKSHOP: dict[str, Callable[[Visitor], None]] = {
    "workshop": lambda window: None,
    "workshop-beginning": deeds.look_at_beginning,
    "message-menu": deeds.show_menu,
    "reply": deeds.reply,
    "forward": deeds.forward,
    "remove": deeds.remove,
    "thread": deeds.open_thread,
    "edit-history": deeds.open_history,
    "pins": deeds.open_pins,
    "room-menu": deeds.open_room_menu,
    "mention-list": deeds.mention,
    "emoji-picker": deeds.open_emoji,
    "formatting": deeds.write_formatted,
    "quick-switcher": deeds.switch_chat,
    "shortcuts": deeds.show_keys,
}
ALBUM: dict[str, Callable[[Visitor], None]] = {
    "album": lambda window: None,
    "album-above": scroll_up,
    "gallery": deeds.open_gallery,
}
SCREENS = [
    Screen("sign-in", "/sign-in"),
    Screen("sign-in-refused", "/sign-in", before=wrong_password),
    Screen("needs-set-up", "/", server="untouched"),
    Screen("set-up-1", lambda places: f"/setup/{places.untouched.setup_token}", server="untouched"),
    Screen(
        "set-up-2", lambda places: f"/setup/{places.untouched.setup_token}", server="untouched", before=set_up
    ),
    Screen("join", lambda places: f"/join/{places.alice.invite()}"),
    Screen("join-dead-link", "/join/long-gone"),
    Screen("reset-request", "/reset"),
    Screen("not-found-signed-out", "/nothing/here"),
    Screen("home", "/", who="alice"),
    Screen("first-empty-chat", lambda places: f"/rooms/{places.rooms['young']}", server="young", who="owner"),
    Screen("busy-room", room("busy"), who="alice"),
    Screen("busy-room-above", room("busy"), who="alice", before=scroll_up),
    Screen("direct", room("direct"), who="alice"),
    Screen("unread-room", room("unread"), who="alice"),
    Screen("details", room("busy", "/details"), who="alice"),
    Screen("details-menu", room("busy", "/details"), who="alice", before=open_menu),
    *(Screen(name, room("workshop"), who="alice", before=before) for name, before in WORKSHOP.items()),
    *(Screen(name, room("album"), who="alice", before=before) for name, before in ALBUM.items()),
    Screen("files", room("album", "/files"), who="alice"),
    Screen("files-pictures", room("album", "/files"), who="alice", before=deeds.list_pictures),
    Screen("details-of-album", room("album", "/details"), who="alice"),
    Screen("face", "/settings/profile", who="alice", before=deeds.cut_face),
    Screen("threads", "/threads", who="alice"),
    Screen("drafts", "/drafts", who="alice"),
    Screen("saved", "/saved", who="alice"),
    Screen("search-begin", "/search", who="alice"),
    Screen("search-results", "/search?q=loop", who="alice"),
    Screen("search-nothing", "/search?q=xyzzyx", who="alice"),
    Screen("browse", "/browse", who="alice"),
    Screen("new-room", "/new", who="alice"),
    Screen("new-direct", "/new?direct", who="alice"),
    Screen("settings", "/settings", who="alice"),
    *(Screen(f"settings-{page}", f"/settings/{page}", who="alice") for page in SETTINGS),
    Screen("offline-banner", room("busy"), who="alice", before=write_without_network),
    Screen("offline-at-start", "/", who="alice", before=lose_the_server),
    Screen("offline-signed-out", "/sign-in", before=lose_the_server),
    Screen("not-found", "/nothing/here", who="alice"),
]


def main() -> int:
    """Take the pictures; 0 when all were taken."""
    parser = argparse.ArgumentParser(prog="bin/shots", description=__doc__)
    parser.add_argument("--readme", action="store_true", help="make docs/images/ instead")
    parser.add_argument("--only", default="", help="only screens whose name holds this")
    options = parser.parse_args()
    build_web()
    with ExitStack() as open_things:
        browser = open_things.enter_context(open_browser())
        places = open_places(open_things)
        if options.readme:
            return take_for_readme(browser, places)
        deeds.add_what_the_demo_lacks(places.alice, places.rooms["workshop"], places.rooms["busy"])
        taken = list(take_all(browser, places, options.only))
    print(f"{len(taken)} pictures in {SHOTS.relative_to(ROOT)}/")
    return 0


def open_places(open_things: ExitStack) -> Places:
    """Start the three servers and find the rooms that the pictures show."""
    proxied = {"FLOWCHAT_TRUSTED_PROXIES": "127.0.0.1"}
    demo = open_things.enter_context(Stack("--demo", environment=proxied))
    untouched = open_things.enter_context(Stack(environment=proxied))
    young = open_things.enter_context(Stack(environment=proxied))
    owner = Person(young.url)
    alice = Person(demo.url)
    for person in (owner, alice):
        open_things.callback(person.http.close)
    first = owner.set_up(young.setup_token, name="Olivia", room="Pier")["room_id"]
    alice.sign_in("alice", demo_password(demo))
    return Places(demo, untouched, young, alice, owner, {**find_rooms(alice), "young": first})


def demo_password(demo: Stack) -> str:
    """Read the password from what the demo prints, as a person would."""
    found = re.search(r"password (\S+)", "\n".join(demo.said))
    assert found, demo.said
    return found.group(1)


def find_rooms(alice: Person) -> dict[str, str]:
    """Choose the busiest room, a direct chat, one with unread messages and one where everything was done once."""
    entries = alice.call("GET", "bootstrap/")["rooms"]
    shared = [one for one in entries if one["room"]["kind"] != "direct"]
    direct = [one for one in entries if one["room"]["kind"] == "direct" and one["member_count"] == 2]
    busy = max(shared, key=lambda one: (one["unread_count"] == 0, one["seq"]))
    unread = max(shared, key=lambda one: one["unread_count"])
    latest = max(direct, key=lambda one: one["seq"])
    workshop, album = (
        next(one for one in shared if one["room"]["name"] == name) for name in ("Workshop", "Harbour trip")
    )
    chosen = {"busy": busy, "unread": unread, "direct": latest, "workshop": workshop, "album": album}
    return {name: one["room"]["id"] for name, one in chosen.items()}


def take_all(browser: Browser, places: Places, only: str) -> Iterator[Path]:
    """Take every screen in every size and theme."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for screen in SCREENS:
        if only not in screen.name:
            continue
        start = time.monotonic()
        for size, viewport in SIZES.items():
            for theme in THEMES:
                path = SHOTS / f"{screen.name}-{size}-{theme}.png"
                take(browser, places, screen, viewport=viewport, theme=theme, path=path)
                yield path
        print(f"{screen.name:<24}{time.monotonic() - start:6.1f} s", flush=True)


def take(
    browser: Browser, places: Places, screen: Screen, *, viewport: ViewportSize, theme: Theme, path: Path
) -> None:
    """Take one picture."""
    server: Stack = getattr(places, screen.server)
    person: Person | None = getattr(places, screen.who) if screen.who else None
    touch = viewport is PHONE
    window = Visitor(
        browser, server.port, address="10.2.0.1", person=person, viewport=viewport, theme=theme, touch=touch
    )
    try:
        window.open(screen.path if isinstance(screen.path, str) else screen.path(places))
        settle(window)
        screen.before(window)
        settle(window)
        window.page.screenshot(path=path, animations="disabled", caret="hide")
    finally:
        window.close()


def settle(window: Visitor) -> None:
    """Wait for fonts and the first data; a socket stays open, so the network is never idle for good."""
    window.page.evaluate("document.fonts.ready")
    window.page.wait_for_timeout(700)


def take_for_readme(browser: Browser, places: Places) -> int:
    """Make the two pictures of the README, small enough to be in every clone."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    desk = Screen("room-light", room("workshop"), who="alice", before=deeds.look_at_beginning)
    hand = Screen("phone-dark", "/", who="alice")
    # The list first: a room that was looked at has nothing unread.
    chosen: tuple[tuple[Screen, Theme, ViewportSize], ...] = (
        (hand, "dark", PHONE),
        (desk, "light", {"width": 1120, "height": 700}),
    )
    for screen, theme, viewport in chosen:
        path = IMAGES / f"{screen.name}.png"
        take(browser, places, screen, viewport=viewport, theme=theme, path=path)
        size = path.stat().st_size
        print(f"{path.relative_to(ROOT)}  {size / 1000:.0f} kB")
        if size > README_LIMIT:
            print(f"Too large: the limit is {README_LIMIT / 1000:.0f} kB", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
