"""Notifications: by one of all tabs, not of what is on the screen, gone when read."""

from typing import Any

from playwright.sync_api import Page, expect

from e2e.conftest import Visit
from e2e.support.people import Community, Visitor
from e2e.support.waiting import eventually

# The browser's own notifications leave no trace in a page: this one writes down what it was made with.
RECORDER = """
window.told = [];
window.Notification = class extends EventTarget {
  static permission = "granted";
  static requestPermission() { return Promise.resolve("granted"); }
  constructor(title, options) {
    super();
    this.line = { title, body: options.body, tag: options.tag, closed: false };
    this.line.click = () => this.onclick?.();
    window.told.push(this.line);
  }
  close() { this.line.closed = true; }
};
"""


# A tab that looks at the room has 300 ms to say so, enough but for a busy machine: here it has two seconds.
PATIENT = """
const timeout = window.setTimeout.bind(window);
window.setTimeout = (task, ms, ...rest) => timeout(task, ms === 300 ? 2000 : ms, ...rest);
"""
NOTICES_LOCKS = """async () => {
  const { held, pending } = await navigator.locks.query();
  const ours = (all) => all.filter(({ name }) => name.startsWith("flowchat.notices.")).length;
  return [ours(held), ours(pending)].join();
}"""


def record(window: Visitor, *further: str) -> None:
    """Write down every notification of this browser's pages, from now on."""
    for script in (RECORDER, *further):
        window.page.context.add_init_script(script)


def wait_for_tabs(page: Page, held: int, pending: int) -> None:
    """Wait until so many tabs lead, and so many wait to."""
    eventually(lambda: page.evaluate(NOTICES_LOCKS) == f"{held},{pending}", page=page)


def told(*pages: Page) -> list[dict[str, Any]]:
    """Return what was told, in all these tabs together."""
    script = "() => window.told.map(({ title, body, tag, closed }) => ({ title, body, tag, closed }))"
    return [line for page in pages for line in page.evaluate(script)]


def wait_for_notices(count: int, *pages: Page) -> list[dict[str, Any]]:
    """Wait until so many were told, and a little longer: one too many would come late."""
    eventually(lambda: len(told(*pages)) >= count, page=pages[0])
    pages[0].wait_for_timeout(800)
    found = told(*pages)
    assert len(found) == count, found
    return found


def wait_for_notice(body: str, page: Page) -> list[dict[str, Any]]:
    """Wait until this was told, and a little longer, and return everything that was."""
    eventually(lambda: any(line["body"].endswith(body) for line in told(page)), page=page)
    page.wait_for_timeout(800)
    return told(page)


def test_one_of_two_tabs_tells_and_neither_of_what_is_seen(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    direct = ana.direct_room(bo)
    window = visit(shared_server, bo)
    record(window, PATIENT)
    window.open("/")
    second = window.new_tab()
    second.goto("/settings/profile")
    expect(window.chat("Ana")).to_be_visible()
    expect(second.get_by_role("heading", name="Profile")).to_be_visible()
    ana.say(direct, "Are you **there**? The word is ||swordfish||.")
    (notice,) = wait_for_notices(1, window.page, second)
    assert notice["title"] == "Ana"
    assert notice["body"].startswith("Are you there? The word is ")
    assert "swordfish" not in notice["body"]
    second.goto(f"/rooms/{direct}")
    expect(second.get_by_role("log")).to_contain_text("Are you there")
    expect(window.chat("Ana")).not_to_contain_text("unread")
    eventually(lambda: all(line["closed"] for line in told(window.page)), page=second)
    # Not because it is read by then: while that is on its way, nothing but the tab's word keeps it back.
    second.route("**/api/rooms/*/read/", lambda route: None)
    ana.say(direct, "I see you are")
    expect(second.get_by_role("log")).to_contain_text("I see you are")
    second.wait_for_timeout(3_200)
    assert [line for line in told(window.page, second) if "I see" in line["body"]] == []


def test_the_leading_tab_may_close(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    direct = ana.direct_room(bo)
    window = visit(shared_server, bo)
    record(window)
    window.open("/")
    second = window.new_tab()
    second.goto("/")
    expect(second.get_by_test_id("room-list")).to_contain_text("Ana")
    wait_for_tabs(second, 1, 1)
    window.page.close()
    ana.say(direct, "One")
    wait_for_tabs(second, 1, 0)
    ana.say(direct, "Two")
    # Who tells changes hands at just this time: the first may have gone to the tab that closed, the second not; and
    # a tab that takes over when both are there tells of both at once.
    notices = wait_for_notice("Two", second)
    assert {notice["tag"] for notice in notices} == {direct}
    assert [notice["body"] for notice in notices] in (["Two"], ["One", "Two"], ["2 new messages\nTwo"])
    second.evaluate("window.told.at(-1).click()")
    expect(second.get_by_role("log")).to_contain_text("Two")


def test_each_device_chooses_what_it_is_told(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Orchard", bo)
    window = visit(shared_server, bo)
    record(window)
    window.open("/settings/notifications")
    expect(window.page.get_by_role("radio", name="Direct messages and mentions")).to_be_checked()
    window.button("Try it").click()
    (test,) = wait_for_notices(1, window.page)
    assert test["tag"] == "test"
    ana.say(room, "Apples for everyone")
    window.page.wait_for_timeout(1_000)
    assert len(told(window.page)) == 1
    window.page.get_by_role("radio", name="All messages").click()
    window.page.get_by_role("switch", name="Show what is written").click()
    ana.say(room, "Pears for everyone")
    notice = wait_for_notices(2, window.page)[-1]
    assert notice == {"title": "Ana in Orchard", "body": "New message", "tag": room, "closed": False}
    window.page.get_by_role("radio", name="Nothing").click()
    ana.say(room, "Plums for everyone")
    window.page.reload()
    expect(window.page.get_by_role("radio", name="Nothing")).to_be_checked()
    expect(window.page.get_by_role("switch", name="Show what is written")).not_to_be_checked()
    assert told(window.page) == []


def test_the_page_explains_what_the_browser_decided(shared_server: Community, visit: Visit) -> None:
    window = visit(shared_server, shared_server.newcomer("Ana"))
    window.page.context.add_init_script(
        """window.asked = 0;
        window.Notification = class {
          static permission = "default";
          static requestPermission() {
            window.asked += 1;
            this.permission = "denied";
            return Promise.resolve("denied");
          }
        };"""
    )
    window.open("/settings/notifications")
    expect(window.page.get_by_text("Your browser asks once")).to_be_visible()
    assert window.page.evaluate("window.asked") == 0
    window.button("Allow notifications").click()
    expect(window.page.get_by_text("does not let FlowChat show notifications")).to_be_visible()
    expect(window.button("Allow notifications")).to_be_hidden()
