"""The client on an origin of its own, as on Vercel: over TLS, under names that lead to this machine."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.support.browsers import another_browser
from e2e.support.cable import Cable
from e2e.support.files import picture, send_files, upload
from e2e.support.people import SOON, Community, Visitor
from e2e.support.site import Site, Upstream, identity_for
from tools.build_web import build_apart
from tools.prepare import ROOT
from tools.stack import Stack

pytestmark = [pytest.mark.websocket, pytest.mark.timeout(600)]

SERVER = "api.harbour.test"
CLIENT = "chat.harbour.test"
FOREIGN = "chat.elsewhere.test"
"""Of another site, and named to the server like CLIENT."""
THROUGH = "through.elsewhere.test"
"""The same, where the host of the page passes /api/ on."""
SIBLING = "blog.harbour.test"
"""Of the same site as client and server, so that cookies go with its requests: but nobody named it."""
STRANGER = "pages.nowhere.test"
MB = 1024 * 1024

# What a page of any origin can try: to be answered as the person who is signed in, and to hear as one.
_ASK = """async (server) => {
  const say = (path, init) => fetch(`${server}${path}`, { credentials: "include", ...init })
    .then((answer) => answer.status, () => "refused");
  const socket = await new Promise((resolve) => {
    const line = new WebSocket(`${server.replace("http", "ws")}/ws/`);
    line.onopen = () => resolve("open");
    line.onerror = () => resolve("refused");
  });
  return {
    read: await say("/api/community/"),
    refresh: await say("/api/auth/refresh/", { method: "POST" }),
    socket,
  };
}"""

_SHOW = """(url) => new Promise((resolve) => {
  const image = new Image();
  image.onload = () => resolve("shown");
  image.onerror = () => resolve("refused");
  image.src = url;
})"""


class Place:
    """A server, clients elsewhere, and a browser that finds them by their names."""

    def __init__(self, things: ExitStack, browser: Browser) -> None:
        names = (CLIENT, FOREIGN, THROUGH, SIBLING, STRANGER)
        identity = identity_for(SERVER, *names)
        settings = {
            "FLOWCHAT_PUBLIC_URL": f"https://{CLIENT}",
            "FLOWCHAT_ORIGINS": ",".join(f"https://{name}" for name in (CLIENT, FOREIGN, THROUGH)),
            "FLOWCHAT_HOSTS": SERVER,
        }
        self.stack = things.enter_context(Stack(environment=settings, prepared=True))
        self.community = things.enter_context(Community(self.stack))
        front = Cable(self.stack.port, tls=identity.context)
        things.callback(front.close)

        def site(rules: Path, **built: str) -> int:
            upstream = Upstream(SERVER, self.stack.port)
            return things.enter_context(Site(build_apart(built), rules, identity.context, upstream)).port

        plain = site(ROOT / "vercel.json", FLOWCHAT_SERVER_ORIGIN=f"https://{SERVER}")
        through = site(ROOT / "ops/vercel/through-vercel.json", FLOWCHAT_SOCKET_ORIGIN=f"https://{SERVER}")
        ports = {**dict.fromkeys(names, plain), THROUGH: through, SERVER: front.port}
        ways = ", ".join(f"MAP {name}:443 127.0.0.1:{port}" for name, port in ports.items())
        flags = (
            f"--host-resolver-rules={ways}",
            f"--ignore-certificate-errors-spki-list={identity.key_hash}",
        )
        self._browser = things.enter_context(another_browser(browser, *flags))

    @contextmanager
    def visit(self, client: str = CLIENT) -> Iterator[Visitor]:
        """Open a window at a client's address; everything it complained about fails the story."""
        window = Visitor(self._browser, self.stack.port, address="", url=f"https://{client}")
        window.watch.allow(SERVER)
        try:
            yield window
        finally:
            window.close()
        window.watch.check()


@pytest.fixture(scope="module")
def place(browser: Browser) -> Iterator[Place]:
    with ExitStack() as things:
        yield Place(things, browser)


def enter(window: Visitor, username: str) -> None:
    window.open("/sign-in")
    window.sign_in(username)
    window.enter_room("General")


def forget_access(page: Page) -> None:
    """Make the access token a thing of the past: what is left is the cookie."""
    page.evaluate("localStorage.setItem('flowchat.access_until', '0')")


def talk_and_show(place: Place, window: Visitor, folder: Path) -> None:
    """Sign in, hear and say something, see a picture, send a file, download it, come back."""
    alice = place.community.alice
    room = alice.call("GET", "bootstrap/")["rooms"][0]["room"]["id"]
    enter(window, place.community.newcomer("Bo").me["username"])
    alice.say(room, f"Heard at {window.url}")
    window.sees(f"Heard at {window.url}")
    window.write(f"Said at {window.url}")
    window.sees(f"Said at {window.url}")
    shown = upload(alice, "quay.jpg", picture(900, 600))
    send_files(alice, room, shown)
    image = window.log.locator(f"[data-file='{shown}'] img[data-state]")
    expect(image).to_have_attribute("data-state", "there")
    assert image.evaluate("image => image.naturalWidth") > 0
    # Larger than one request may be: by tus, whose headers a page of another origin must be able to read.
    # From the disk: handed over as bytes it would take many seconds to come into the browser.
    film = folder / f"film-{shown}.bin"
    film.write_bytes(bytes(9 * MB))
    window.page.get_by_test_id("file-input").set_input_files(film)
    expect(window.page.locator("[data-upload]")).to_be_visible()
    window.button("Send").click()
    download = window.log.get_by_role("link", name=re.compile(re.escape(film.name)))
    expect(download).to_be_visible(timeout=2 * SOON)
    with window.page.expect_download() as started:
        download.click()
    assert started.value.path().stat().st_size == 9 * MB
    forget_access(window.page)
    window.page.reload()
    window.sees(f"Said at {window.url}")


def test_a_client_of_the_same_site_talks_to_the_server(place: Place, tmp_path: Path) -> None:
    """Client and server are two hosts of one site: what docs/deploy/second-origin.md recommends."""
    with place.visit() as window:
        talk_and_show(place, window, tmp_path)
        cookies = {cookie["name"]: cookie for cookie in window.page.context.cookies()}
        assert set(cookies) == {"flowchat_refresh", "flowchat_files"}
        for cookie in cookies.values():
            assert (cookie["domain"], cookie["sameSite"]) == (SERVER, "Strict")
            assert cookie["secure"]
            assert cookie["httpOnly"]


def test_a_foreign_client_reaches_the_api_through_its_own_host(place: Place, tmp_path: Path) -> None:
    """Browsers keep third-party cookies away, so the host of the page passes /api/ on; the socket needs no cookie."""
    with place.visit(THROUGH) as window:
        talk_and_show(place, window, tmp_path)
        assert {cookie["domain"] for cookie in window.page.context.cookies()} == {THROUGH}


def test_a_foreign_client_without_that_is_signed_out_at_the_next_visit(place: Place) -> None:
    """Why: the cookie is SameSite=Strict, and third-party cookies are blocked or kept apart in any case."""
    with place.visit(FOREIGN) as window:
        window.watch.expect(r"status of 401")
        enter(window, place.community.newcomer("Dan").me["username"])
        forget_access(window.page)
        window.page.reload()
        expect(window.heading(re.compile("^Sign in to"))).to_be_visible()


def test_links_lead_to_the_client(place: Place) -> None:
    body = {"expires_in_hours": None, "use_limit": None, "note": ""}
    url = place.community.alice.call("POST", "invites/", body)["url"]
    assert url.startswith(f"https://{CLIENT}/")
    with place.visit() as window:
        window.watch.expect(r"status of 401")
        window.page.goto(url)
        expect(window.heading(re.compile("Harbour"))).to_be_visible()


@pytest.mark.parametrize("origin", [SIBLING, STRANGER])
def test_a_third_origin_gets_nothing(place: Place, origin: str) -> None:
    """The browser is that of somebody who is signed in, and the pages are files without a policy: what refuses is the
    server alone.
    """
    with place.visit() as window:
        enter(window, place.community.newcomer("Cleo").me["username"])
        page = window.new_tab()
        page.goto(f"https://{CLIENT}/theme.js")
        asked = page.evaluate(_ASK, f"https://{SERVER}")
        assert asked == {"read": 200, "refresh": 200, "socket": "open"}
        window.watch.allow(origin)
        window.watch.expect("CORS policy", "net::ERR_", "WebSocket connection", "status of 40[134]")
        page.goto(f"https://{origin}/theme.js")
        asked = page.evaluate(_ASK, f"https://{SERVER}")
        assert asked == {"read": "refused", "refresh": "refused", "socket": "refused"}


def test_the_page_of_a_build_has_a_policy(place: Place) -> None:
    """What the server's header says elsewhere."""
    with place.visit() as window:
        answer = window.page.goto(f"https://{CLIENT}/sign-in")
        assert answer
        assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
        expect(window.heading(re.compile("^Sign in to"))).to_be_visible()
        window.watch.expect("Content Security Policy", "status of 401", "elsewhere.example")
        refused = "fetch('https://elsewhere.example/').then(() => 'sent', () => 'refused')"
        assert window.page.evaluate(refused) == "refused"
        assert window.page.evaluate(_SHOW, "https://elsewhere.example/x.png") == "refused"
