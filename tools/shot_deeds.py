"""What bin/shots does with messages before it takes a picture. The demo's room "Workshop" has one of each kind."""

import re
import uuid

from playwright.sync_api import FilePayload, Locator

from e2e.support.files import picture
from e2e.support.people import SOON, Visitor
from tools.person import Person

THEIRS = "With lemon, please"


def add_what_the_demo_lacks(alice: Person, workshop: str, elsewhere: str) -> None:
    """Forward a message into the room, and remove one of somebody else with a reason."""
    *_, last = (one for one in alice.history(elsewhere) if one["author_id"] != alice.id and one["text"])
    body = {"room": workshop, "client_id": str(uuid.uuid4()), "text": "This belongs here, too"}
    alice.call("POST", f"messages/{last['id']}/forward/", body)
    (wrong,) = (one for one in alice.history(workshop) if one["text"] == "Is six knots the limit?")
    alice.call("DELETE", f"messages/{wrong['id']}/", {"reason": "Asked and answered above"})


def open_message_menu(window: Visitor) -> Locator:
    """Open everything that can be done with a message: its menu, or on a phone its sheet."""
    message = window.message(THEIRS).first
    if window.touch:
        _hold(message)
        return window.page.get_by_role("dialog", name="Actions for this message")
    message.hover()
    message.get_by_role("button", name="More actions").click()
    return window.page.get_by_role("menu")


def _hold(message: Locator) -> None:
    """Keep a finger on a message for a while."""
    message.scroll_into_view_if_needed()
    box = message.bounding_box()
    assert box
    finger = message.page.context.new_cdp_session(message.page)
    point = {"x": box["x"] + 120, "y": box["y"] + box["height"] / 2}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    message.page.wait_for_timeout(700)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _choose(window: Visitor, deed: str) -> None:
    open_message_menu(window).get_by_text(deed, exact=True).click()


def show_menu(window: Visitor) -> None:
    """Show what can be done with a message of somebody else."""
    open_message_menu(window).get_by_text("Copy link").wait_for(timeout=SOON)


def reply(window: Visitor) -> None:
    """Begin an answer with a quote."""
    _choose(window, "Reply")


def forward(window: Visitor) -> None:
    """Choose whom a message is forwarded to."""
    _choose(window, "Forward")
    window.page.get_by_placeholder("Search chats and people").fill("bo")


def remove(window: Visitor) -> None:
    """Say why somebody's message is removed."""
    _choose(window, "Remove with a reason")
    window.field("Reason").fill("Asked and answered above")


def look_at_beginning(window: Visitor) -> None:
    """Look at the code, the table and the plan, at the beginning of the room."""
    for _ in range(2):  # rows are measured when they are first drawn
        window.log.evaluate("log => log.scrollTop = 206")
        window.page.wait_for_timeout(300)


def mention(window: Visitor) -> None:
    """Begin a name, and see whom it may mean."""
    window.composer.fill("")
    window.composer.press_sequentially("Thanks @")
    window.page.get_by_role("listbox").wait_for(timeout=SOON)


def open_emoji(window: Visitor) -> None:
    """Look for an emoji to write."""
    window.button("Insert an emoji").click()
    window.page.get_by_label("Search emoji").wait_for(timeout=SOON)


def write_formatted(window: Visitor) -> None:
    """Write with the formatting bar open; a phone has no room for the bar."""
    window.composer.fill("Bring **boots**, a _coat_ and `flowchat serve`")
    if not window.touch:
        window.button("Formatting").click()


def switch_chat(window: Visitor) -> None:
    """Look for a place by a letter. A phone has the switcher in its list of chats."""
    if window.touch:
        window.open("/")
    window.button(re.compile("^Go to…")).click()
    window.page.get_by_role("combobox").press_sequentially("e")


def show_keys(window: Visitor) -> None:
    """Show the list of keys."""
    window.page.keyboard.press("Control+/")


def open_history(window: Visitor) -> None:
    """See what a message said before it was edited."""
    window.page.get_by_test_id("edited").first.click()
    window.page.get_by_role("dialog", name="Earlier versions").wait_for(timeout=SOON)


def open_pins(window: Visitor) -> None:
    """See what is pinned in the room."""
    window.button(re.compile("pinned message")).click()


def open_room_menu(window: Visitor) -> None:
    """Open what can be chosen for the room."""
    window.button("For this chat").click()


def open_thread(window: Visitor) -> None:
    """Open the thread about the plan."""
    window.button(re.compile("3 replies")).first.click()
    window.page.get_by_placeholder("Reply in this thread").wait_for(timeout=SOON)


def open_gallery(window: Visitor) -> None:
    """Look at a picture large, by its own button."""
    window.log.get_by_role("button", name=re.compile("^Open picture")).first.click()
    window.page.get_by_test_id("gallery").locator("img[data-state=there]").wait_for()


def list_pictures(window: Visitor) -> None:
    """Of the files of a room, list the pictures alone."""
    window.button("Pictures").click()
    window.page.get_by_test_id("room-files").locator("img[data-state=there]").first.wait_for()


def cut_face(window: Visitor) -> None:
    """Choose a picture of oneself, and stop before it is taken."""
    data = picture(900, 600, "slateblue", form="PNG")
    file = FilePayload(name="me.png", mimeType="image/png", buffer=data)
    window.page.get_by_test_id("face-file").set_input_files(file)
    window.button("Use this picture").wait_for()
