"""What only Firebase mode has: Google's services carry messages, receipts, typing and presence, and may break."""

import json
import os
import re
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from e2e.conftest import PROXY, Visit
from e2e.support.browsers import FLAGS
from e2e.support.cable import Cable
from e2e.support.firebase import FirebaseStandIns
from e2e.support.google import Google
from e2e.support.people import Community, Visitor
from e2e.support.waiting import eventually
from e2e.support.watch import NETWORK_LOSS
from tools.prepare import prepare_browser
from tools.stack import Stack

pytestmark = pytest.mark.firebase


@pytest.fixture
def held(google: FirebaseStandIns) -> Iterator[Google]:
    """What Google's services hold."""
    with Google(google) as services:
        yield services


def told_by_socket(page: Page) -> list[str]:
    """Gather the kinds of events and frames that our own socket tells this page."""
    kinds: list[str] = []

    def note(text: str | bytes) -> None:
        frame = json.loads(text) if isinstance(text, str) and text.startswith("{") else {}
        if "type" in frame and "t" not in frame:
            kinds.append(frame.get("event", {}).get("type") or frame["type"])

    page.on("websocket", lambda socket: socket.on("framereceived", note))
    return kinds


def state_of_other(window: Visitor) -> Locator:
    return window.page.get_by_role("main").get_by_text(re.compile("^(Online|Away|Offline)$"))


def test_messages_come_through_firestore_both_ways(
    shared_server: Community, visit: Visit, held: Google
) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Harbour", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    kinds = [told_by_socket(window.page) for window in (a, b)]
    a.open_room(room)
    b.open_room(room)
    eventually(lambda: all(held.connections(one.id) for one in (ana, bo)))
    a.write("Do you hear me?")
    b.sees("Do you hear me?")
    b.write("Loud and clear")
    a.sees_in_order("Do you hear me?", "Loud and clear")
    for told in kinds:
        # Until Google has signed the page in, the socket tells everything; the last greeting is for notices only.
        since = len(told) - told[::-1].index("ready")
        assert not {"message.sent", "room.read", "presence", "typing"}.intersection(told[since:])
    # The pages may have heard from the log before the mirror wrote it.
    eventually(lambda: len(held.documents(f"chat_rooms_{room}")) == 2)
    kept = sorted(held.documents(f"chat_rooms_{room}"), key=lambda one: int(one["seq"]))
    assert [one["text"] for one in kept] == ["Do you hear me?", "Loud and clear"]
    assert [one["author_id"] for one in kept] == [ana.id, bo.id]


def test_changes_of_a_message_change_its_document(
    shared_server: Community, visit: Visit, held: Google
) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Proofs", bo)
    b = visit(shared_server, bo)
    b.open_room(room)
    first = ana.say(room, "Teh quay")["id"]
    b.sees("Teh quay")
    ana.call("PATCH", f"messages/{first}/", {"text": "The quay", "version": 0})
    b.sees("The quay")
    second = ana.say(room, "Not for long")["id"]
    b.sees("Not for long")
    ana.call("DELETE", f"messages/{second}/")
    b.sees_not("Not for long")
    eventually(lambda: all("Not for long" not in str(one) for one in held.documents(f"chat_rooms_{room}")))
    assert sorted(one["text"] for one in held.documents(f"chat_rooms_{room}")) == ["", "The quay"]


def test_typing_leaves_no_document_behind(shared_server: Community, visit: Visit, held: Google) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Typists", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.open_room(room)
    b.open_room(room)
    a.types_until("Hm", b.page.get_by_text("Ana is typing"))
    writers = [one["user_id"] for one in held.documents(f"typing_{room}")]
    assert writers == [ana.id]
    a.write("Hm, well")
    b.sees("Hm, well")
    expect(b.page.get_by_text("Ana is typing")).to_be_hidden()
    eventually(lambda: not held.documents(f"typing_{room}"))
    a.types_until("One more", b.page.get_by_text("Ana is typing"))
    a.link("Browse public rooms").click()
    expect(b.page.get_by_text("Ana is typing")).to_be_hidden()
    eventually(lambda: not held.documents(f"typing_{room}"))


def test_receipts_are_documents_and_ticks(shared_server: Community, visit: Visit, held: Google) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    direct = ana.direct_room(bo)
    said = ana.say(direct, "Have you seen this?")
    a = visit(shared_server, ana)
    a.open_room(direct)
    b = visit(shared_server, bo)
    b.open_room(direct)
    b.sees("Have you seen this?")
    expect(a.log.get_by_label(re.compile("^Seen"))).to_have_count(1)
    eventually(lambda: held.documents(f"read_receipts_{direct}_{said['id']}"))
    receipt = held.documents(f"read_receipts_{direct}_{said['id']}")[0]
    assert (receipt["user_id"], receipt["seq"]) == (bo.id, str(said["seq"]))

    def position() -> str | None:
        found = {one["user_id"]: one["last_read_seq"] for one in held.documents(f"read_receipts_{direct}")}
        return found.get(bo.id)

    eventually(lambda: position() == str(said["seq"]))


def test_presence_over_tabs_and_a_killed_one(shared_server: Community, visit: Visit, held: Google) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    direct = ana.direct_room(bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    b.open_room(direct)
    a.open_room(direct)
    expect(state_of_other(b)).to_have_text("Online")
    second = a.new_tab()
    second.goto(f"/rooms/{direct}")
    eventually(lambda: len(held.connections(ana.id)) == 2)
    crash(second)
    eventually(lambda: len(held.connections(ana.id)) == 1)
    expect(state_of_other(b)).to_have_text("Online")
    a.page.close()
    expect(state_of_other(b)).to_have_text("Offline")
    assert not held.connections(ana.id)


def crash(page: Page) -> None:
    """Kill the process that draws a page, as a lack of memory does."""
    with pytest.raises(Error):  # the driver speaks of a page that is no more, or waits for one
        page.goto("chrome://crash", timeout=5_000)


def test_a_killed_browser_goes_offline(
    shared_server: Community, visit: Visit, browser: Browser, google: FirebaseStandIns, held: Google
) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    direct = ana.direct_room(bo)
    b = visit(shared_server, bo)
    b.open_room(direct)
    doomed = browser.browser_type.launch(
        executable_path=prepare_browser(), args=FLAGS, chromium_sandbox=os.geteuid() != 0
    )
    a = Visitor(doomed, shared_server.stack.port, address="10.9.9.9", person=ana)
    a.open_room(direct)
    expect(state_of_other(b)).to_have_text("Online")
    processes = doomed.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    os.kill(next(int(one["id"]) for one in processes if one["type"] == "browser"), signal.SIGKILL)
    expect(state_of_other(b)).to_have_text("Offline", timeout=45_000)
    assert not held.connections(ana.id)
    a.cable.close()


@pytest.mark.timeout(600)
def test_an_outage_of_firestore_loses_and_doubles_nothing(
    built_client: None, visit: Visit, google: FirebaseStandIns, held: Google
) -> None:
    line = Cable(int(google.firestore.rpartition(":")[2]))
    environment = {**PROXY, **google.environment(firestore=f"127.0.0.1:{line.port}")}
    with Stack(environment=environment, prepared=True) as stack, Community(stack) as community:
        ana, bo = community.newcomer("Ana"), community.newcomer("Bo")
        room = ana.make_room("Storm", bo)
        a, b = visit(community, ana), visit(community, bo)
        for window in (a, b):
            window.watch.allow(f"127.0.0.1:{line.port}")
            window.watch.expect(*NETWORK_LOSS, r"firestore", r"Firestore")
            window.open_room(room)
        a.write("before")
        b.sees("before")
        eventually(lambda: len(held.documents(f"chat_rooms_{room}")) == 1)
        line.cut()
        said = ["before"]
        for number in range(1, 6):
            for window, name in ((a, "Ana"), (b, "Bo")):
                text = f"{name} {number} in the storm"
                window.write(text)
                window.sees(text)
                said.append(text)
        # The socket's heads tell that something is missing, and the log has it: nobody waits for Google.
        for window in (a, b):
            window.sees(*said)
        assert len(held.documents(f"chat_rooms_{room}")) == 1
        line.mend()
        eventually(lambda: len(held.documents(f"chat_rooms_{room}")) == len(said), within=60)
        a.write("after")
        b.sees("after")
        kept = [message["text"] for message in bo.history(room)]
        assert sorted(kept) == sorted([*said, "after"])
        for window in (a, b):
            window.sees_only(*kept)
        eventually(lambda: len(held.documents(f"chat_rooms_{room}")) == len(kept))
        mirrored = sorted(held.documents(f"chat_rooms_{room}"), key=lambda one: int(one["seq"]))
        assert [one["text"] for one in mirrored] == kept
        for window in (a, b):
            window.close()
    line.close()


def test_a_removed_member_reads_nothing_more(shared_server: Community, visit: Visit, held: Google) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Council", bo)
    b = visit(shared_server, bo)
    b.watch.expect(r"status of 404 .*/(read|members|pins)/", r"permission|PERMISSION|Firestore")
    heard: list[str] = []
    b.page.on("response", lambda answer: heard.append(answer.url))
    b.open_room(room)
    ana.say(room, "Before")
    b.sees("Before")
    ana.call("DELETE", f"rooms/{room}/members/{bo.id}/")
    expect(b.page.get_by_role("status")).to_contain_text("You were removed from Council")
    ana.say(room, "Bo must not read this")
    eventually(lambda: len(held.documents(f"chat_rooms_{room}")) == 2)
    other = ana.direct_room(bo)
    ana.say(other, "Sorry about that")
    expect(b.chat("Ana")).to_contain_text("Sorry about that")
    assert "must not read" not in b.page.content()
    assert "must not read" not in kept_in_browser(b.page)


def kept_in_browser(page: Page) -> str:
    """Return everything that this page's databases in the browser hold."""
    found: str = page.evaluate(
        """async () => {
          const all = [];
          for (const { name } of await indexedDB.databases()) {
            const base = await new Promise((done, fail) => {
              const asked = indexedDB.open(name);
              asked.onsuccess = () => done(asked.result);
              asked.onerror = () => fail(asked.error);
            });
            for (const store of base.objectStoreNames) {
              const rows = await new Promise((done, fail) => {
                const asked = base.transaction(store).objectStore(store).getAll();
                asked.onsuccess = () => done(asked.result);
                asked.onerror = () => fail(asked.error);
              });
              all.push(name, store, JSON.stringify(rows));
            }
            base.close();
          }
          return all.join("\\n");
        }"""
    )
    return found


def test_signing_out_leaves_nothing_of_firestore_behind(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Shared computer", bo)
    b = visit(shared_server, bo)
    b.watch.expect(r"status of 401")
    b.open_room(room)
    ana.say(room, "A private word")
    b.sees("A private word")
    b.open("/settings/security")
    b.button(re.compile("everywhere", re.IGNORECASE)).click()
    b.page.get_by_role("alertdialog").get_by_role("button", name=re.compile("Sign out")).click()
    expect(b.heading(re.compile("^Sign in to"))).to_be_visible()
    eventually(lambda: "A private word" not in kept_in_browser(b.page))


def test_a_sign_out_elsewhere_keeps_this_device_going(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Two devices", bo)
    b = visit(shared_server, bo)
    b.watch.expect(r"permission|PERMISSION|Firestore", r"status of 40[013]")
    b.open_room(room)
    ana.say(room, "Before")
    b.sees("Before")
    phone = visit(shared_server)
    phone.open("/sign-in")
    phone.sign_in(bo.me["username"])
    phone.enter_room("Two devices")
    sessions = bo.call("GET", "auth/sessions/")["sessions"]
    other = next(one["id"] for one in sessions if not one["current"])
    phone.watch.expect(r"status of 401", r"permission|PERMISSION|Firestore")
    bo.call("DELETE", f"auth/sessions/{other}/")
    expect(phone.heading(re.compile("^Sign in to"))).to_be_visible()
    ana.say(room, "After")
    b.sees_in_order("Before", "After")


def test_an_outage_is_nobodys_silence(shared_server: Community, visit: Visit) -> None:
    """A page that can't reach Google at all still hears everything, from the socket's heads and the log."""
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Behind a wall", bo)
    b = visit(shared_server, bo)
    b.watch.expect(*NETWORK_LOSS, r"firestore|Firestore|Firebase|auth/", r"status of 40")
    for part in ("**/google.firestore.v1.Firestore/**", "**/identitytoolkit.googleapis.com/**"):
        b.page.route(part, lambda route: route.abort("connectionrefused"))
    b.open_room(room)
    ana.say(room, "Over the wall")
    expect(b.message("Over the wall")).to_have_count(1, timeout=45_000)
    b.write("And back")
    b.sees_in_order("Over the wall", "And back")
