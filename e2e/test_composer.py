"""Writing: names, groups, quotes, formatting, and words that follow from device to device."""

import re

from playwright.sync_api import Locator, expect

from e2e.conftest import Visit
from e2e.support.browsers import PHONE
from e2e.support.people import Community, Visitor


def offered(visitor: Visitor, words: str) -> Locator:
    """A line of the list of suggestions."""
    box = visitor.page.get_by_role("listbox", name="Suggestions")
    return box.get_by_role("option").filter(has_text=words)


def choose_by_arrows(visitor: Visitor, field: Locator, words: str) -> None:
    """Go down to a line of the list."""
    expect(offered(visitor, words)).to_have_count(1)
    # What was found for fewer letters stands there until the server has answered, and may stand in another order.
    visitor.wait_until_fetched()
    chosen = visitor.page.locator("[role=option][aria-selected=true]")
    while words not in chosen.inner_text():
        field.press("ArrowDown")
    expect(chosen).to_contain_text(words)


# The question whom a text calls keeps nobody from sending for longer than a second and a half.
TIME_TO_ANSWER = """
const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (ms) => timeout(Math.max(ms, 30_000));
"""


def let_it_ask(visitor: Visitor) -> None:
    """Give the server of a busy machine the time to answer that question."""
    visitor.page.add_init_script(TIME_TO_ANSWER)


def test_a_name_is_completed_by_keyboard_and_calls(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Names", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.open_room(room)
    b.open("/")
    a.composer.press_sequentially(f"Lunch, @{bo.me['username'][:3]}")
    choose_by_arrows(a, a.composer, bo.me["username"])
    a.composer.press("Enter")
    expect(a.composer).to_have_value(f"Lunch, @{bo.me['username']} ")
    a.composer.press("Enter")
    expect(a.composer).to_have_value("")
    expect(b.chat("Names")).to_contain_text("1 mentions you")
    b.enter_room("Names")
    expect(b.log.get_by_text(f"@{bo.me['username']}")).to_be_visible()


def test_an_edit_completes_as_the_composer_does(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Second thoughts", bo)
    a = visit(shared_server, ana)
    a.open_room(room)
    called = bo.me["username"]
    a.write("See @all")
    expect(a.message("See @all")).to_have_attribute("data-id", re.compile("."))
    a.composer.press("ArrowUp")
    field = a.field("Edit your message")
    expect(field).to_be_focused()
    listed = a.page.get_by_role("listbox", name="Suggestions")
    # What was written before asks for nothing: Esc leaves the edit, Enter would save it.
    expect(listed).to_have_count(0)
    field.press_sequentially(f" and @{called[:3]}")
    choose_by_arrows(a, field, called)
    field.press("Enter")
    expect(field).to_have_value(f"See @all and @{called} ")
    field.press_sequentially(":rocke")
    # Those of the letters before may still stand there: Tab takes the one that is chosen.
    expect(listed.get_by_role("option", name=":rocket:", selected=True)).to_be_visible()
    field.press("Tab")
    expect(field).to_have_value(f"See @all and @{called} 🚀 ")
    field.press_sequentially("@h")
    expect(offered(a, "@here")).to_be_visible()
    # The first Esc closes the list, the second one the field.
    field.press("Escape")
    expect(listed).to_have_count(0)
    expect(field).to_be_focused()
    field.press("Backspace")
    field.press("Backspace")
    field.press("Enter")
    expect(a.message(f"See @all and @{called} 🚀")).to_be_visible()


def test_whoever_would_not_see_it_can_be_invited_first(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Closed")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    let_it_ask(a)
    a.open_room(room)
    b.open("/")
    words = f"@{bo.me['username']} have a look"
    a.write(words)
    dialog = a.page.get_by_role("dialog", name="Someone won't see this")
    expect(dialog).to_contain_text("Bo is not in this room")
    dialog.get_by_role("button", name="Go back").click()
    expect(a.composer).to_have_value(words)
    expect(a.composer).to_be_focused()
    a.composer.press("Enter")
    dialog.get_by_role("button", name="Invite and send").click()
    expect(dialog).to_be_hidden()
    expect(b.chat("Closed")).to_be_visible()
    b.enter_room("Closed")
    expect(b.log.get_by_text("have a look")).to_be_visible()


def test_a_large_group_is_confirmed(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    others = [shared_server.newcomer("Crowd") for _ in range(11)]
    room = ana.make_room("Crowd", *others)
    a = visit(shared_server, ana)
    let_it_ask(a)
    a.open_room(room)
    a.write("@all: the stage is yours")
    dialog = a.page.get_by_role("dialog", name="Notify 11 people?")
    expect(dialog).to_be_visible()
    a.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(a.composer).to_have_value("@all: the stage is yours")
    a.composer.press("Enter")
    expect(dialog).to_be_visible()
    a.page.keyboard.press("Enter")
    expect(a.log.get_by_text("the stage is yours")).to_be_visible()


def test_begun_here_ended_there(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Letters", bo)
    laptop, phone = visit(shared_server, ana), visit(shared_server, ana, viewport=PHONE, touch=True)
    laptop.open_room(room)
    laptop.composer.press_sequentially("Dear Bo")
    phone.open_room(room)
    expect(phone.composer).to_have_value("Dear Bo")
    phone.composer.press_sequentially(", all is well")
    expect(laptop.composer).to_have_value("Dear Bo, all is well")
    phone.button("Send").click()
    expect(laptop.composer).to_have_value("")
    laptop.sees("Dear Bo, all is well")
    # A page that goes while its draft is on the way leaves the next one to find out that the server has it.
    laptop.watch.expect(r"status of 409 .*/api/drafts/")
    laptop.composer.press_sequentially("One more")
    laptop.page.reload()
    expect(laptop.composer).to_have_value("One more")


def test_formatting_by_keys_and_by_paste(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    a = visit(shared_server, ana)
    a.open_room(ana.make_room("Press"))
    a.composer.press_sequentially("plain ")
    a.composer.press("Control+b")
    a.composer.press_sequentially("bold")
    expect(a.composer).to_have_value("plain **bold**")
    a.composer.press("Control+z")
    expect(a.composer).not_to_have_value("plain **bold**")
    a.composer.fill("")
    a.composer.evaluate(
        """field => {
          const data = new DataTransfer();
          data.setData("text/html", "<p>A <b>rich</b> <a href='https://x.org'>word</a></p>");
          data.setData("text/plain", "A rich word");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(a.composer).to_have_value("A **rich** [word](https://x.org/)")
    a.composer.press("Enter")
    expect(a.log.locator("strong", has_text="rich")).to_be_visible()
    expect(a.log.get_by_role("link", name=re.compile("word"))).to_have_attribute("href", "https://x.org/")


def test_an_emoji_by_its_shortcode_and_by_the_picker(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    a = visit(shared_server, ana)
    a.open_room(ana.make_room("Faces"))
    a.composer.press_sequentially("well done :tad")
    expect(a.page.get_by_role("option", name=":tada:", selected=True)).to_be_visible()
    a.composer.press("Tab")
    expect(a.composer).to_have_value("well done 🎉 ")
    a.button("Insert an emoji").click()
    a.page.get_by_role("combobox").fill("rocket")
    a.page.keyboard.press("Enter")
    expect(a.composer).to_have_value("well done 🎉 🚀")
    expect(a.composer).to_be_focused()
