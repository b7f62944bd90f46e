"""Files on their way: dropped, pasted, cancelled, cut off and carried on; and no longer there for who was removed."""

import base64
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e.conftest import Visit
from e2e.support.browsers import PHONE
from e2e.support.files import picture
from e2e.support.people import Community, Visitor
from e2e.support.uploads import CRAWL, MB, half_way, offsets, slow_line
from e2e.support.waiting import at_rest, wait_until_kept
from tools.person import Person

# Files made in the page: [name, type, base64] or [name, type, size] for one that is nothing but zeros.
_TRANSFER = """(files) => {
  const transfer = new DataTransfer();
  for (const [name, type, what] of files) {
    const bytes = typeof what === "number"
      ? new Uint8Array(what)
      : Uint8Array.from(atob(what), (one) => one.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  return transfer;
}"""
_BOXES = """all => all.map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y, width, height];
})"""


def jpeg(name: str, colour: str = "teal", size: tuple[int, int] = (900, 600)) -> list[object]:
    return [name, "image/jpeg", base64.b64encode(picture(*size, colour)).decode()]


# A browser says several times a second that something is held over a place; after a silence it is taken for gone.
_HOLD = """(dataTransfer) => {
  const say = (type) => document.querySelector("#main").dispatchEvent(
    new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  say("dragenter");
  window.holding = setInterval(() => say("dragover"), 100);
}"""


def drag(visitor: Visitor, *files: list[object]) -> Any:
    """Hold files over the room, and return what is held."""
    held = visitor.page.evaluate_handle(_TRANSFER, list(files))
    visitor.page.evaluate(_HOLD, held)
    return held


def let_go(visitor: Visitor, held: Any) -> None:
    visitor.page.evaluate("clearInterval(window.holding)")
    visitor.page.locator("#main").dispatch_event("drop", {"dataTransfer": held})


def drop(visitor: Visitor, *files: list[object]) -> None:
    let_go(visitor, drag(visitor, *files))


_KEPT = """async () => [
  ...(await indexedDB.databases()).map((one) => one.name),
  ...Object.keys(localStorage),
].filter((name) => /outbox|uploads|files|draft\\./.test(name))"""


def tray(visitor: Visitor) -> Locator:
    return visitor.page.get_by_test_id("tray")


def card(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator("[data-upload]").filter(has_text=name)


def choose(visitor: Visitor, name: str, data: bytes) -> None:
    payload: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    visitor.page.get_by_test_id("file-input").set_input_files([payload])


def two_people(server: Community, name: str) -> tuple[Person, Person, str]:
    ana, bo = server.newcomer("Ana"), server.newcomer("Bo")
    return ana, bo, ana.make_room(name, bo)


def attachments(person: Person, room: str) -> list[list[dict[str, Any]]]:
    return [message["attachments"] for message in person.history(room) if message["attachments"]]


def test_dropped_files_arrive_with_progress_here_and_without_a_jump_there(
    shared_server: Community, visit: Visit
) -> None:
    ana, bo, room = two_people(shared_server, "Boathouse")
    here, there = visit(shared_server, ana), visit(shared_server, bo)
    here.open_room(room)
    there.open_room(room)
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    there.page.route(re.compile("/api/files/"), hold)
    with slow_line(here.page, CRAWL):
        files = (
            jpeg("harbour.jpg"),
            ["too large.png", "image/png", 21 * MB],
            ["film.bin", "application/octet-stream", 20 * MB],
            jpeg("mast.jpg", "purple", (300, 700)),
        )
        held_over = drag(here, *files)
        expect(here.page.get_by_test_id("drop-overlay")).to_contain_text("Drop to send to Boathouse")
        let_go(here, held_over)
        expect(here.page.get_by_test_id("drop-overlay")).to_have_count(0)
        expect(card(here, "too large.png")).to_contain_text(re.compile("It is 21 MB. Pictures may have"))
        expect(here.page.get_by_role("progressbar", name="Uploading film.bin")).to_be_visible()
        here.button("Cancel film.bin").click()
        expect(card(here, "film.bin")).to_have_count(0)
    here.write("Two of them")
    expect(tray(here)).to_have_count(0)
    boxes = there.page.locator("[data-file]")
    expect(boxes).to_have_count(2)
    expect(boxes.locator("img[src*='/api/files/']")).to_have_count(2)
    words = there.message("Two of them")
    before = at_rest(there.page, lambda: (boxes.evaluate_all(_BOXES), words.evaluate_all(_BOXES)))
    for request in held:
        request.continue_()
    there.page.unroute(re.compile("/api/files/"))
    expect(boxes.locator("img[data-state=there]")).to_have_count(2)
    assert (boxes.evaluate_all(_BOXES), words.evaluate_all(_BOXES)) == before
    sent = attachments(bo, room)
    assert [[one["name"] for one in files] for files in sent] == [["harbour.jpg", "mast.jpg"]]


def a_film(folder: Path) -> tuple[Path, bytes]:
    """A large file on the disk: handed over as bytes it would take many seconds to come into the browser."""
    film, data = folder / "film.bin", os.urandom(20 * MB)
    film.write_bytes(data)
    return film, data


def test_an_upload_carries_on_after_a_lost_network(
    shared_server: Community, visit: Visit, tmp_path: Path
) -> None:
    ana, bo, room = two_people(shared_server, "Slipway")
    here = visit(shared_server, ana)
    here.open_room(room)
    film, data = a_film(tmp_path)
    with slow_line(here.page) as throttle:
        with half_way(here.page, "film.bin", throttle):
            here.page.get_by_test_id("file-input").set_input_files(film)
            here.write("A long one")
        here.go_offline()
        expect(card(here, "film.bin")).to_contain_text("Waiting for the network")
    begun = offsets(here.page)
    here.go_online()
    expect(here.message("A long one").locator("[data-file]")).to_have_count(1, timeout=60_000)
    assert begun, "the rest was sent"
    assert min(begun) >= 8 * MB, "what the server had was not sent again"
    [[sent]] = attachments(bo, room)
    assert fetch(bo, sent["id"]) == data


def test_an_upload_carries_on_after_a_reload(shared_server: Community, visit: Visit, tmp_path: Path) -> None:
    ana, bo, room = two_people(shared_server, "Jetty")
    here = visit(shared_server, ana)
    here.watch.expect(r"net::ERR_")
    here.open_room(room)
    film, data = a_film(tmp_path)
    with slow_line(here.page) as throttle:
        with half_way(here.page, "film.bin", throttle):
            here.page.get_by_test_id("file-input").set_input_files(film)
        wait_until_kept(here.page, "flowchat-uploads-", "film.bin")
        begun = offsets(here.page)
        here.page.reload()
        expect(card(here, "film.bin")).to_be_visible()
    expect(card(here, "film.bin")).to_have_attribute("data-state", "done", timeout=60_000)
    assert begun, "the rest was sent"
    assert min(begun) >= 8 * MB, "what the server had was not sent again"
    here.button("Send").click()
    expect(here.page.locator("[data-file]")).to_have_count(1)
    [[sent]] = attachments(bo, room)
    assert fetch(bo, sent["id"]) == data


def test_files_added_offline_leave_with_their_message(shared_server: Community, visit: Visit) -> None:
    ana, bo, room = two_people(shared_server, "Quay")
    here = visit(shared_server, ana, viewport=PHONE, touch=True)
    here.open_room(room)
    # What files need is fetched while nothing else is to do.
    here.wait_for_parts("file-tray", "outgoing-files")
    here.go_offline()
    choose(here, "plan.txt", b"left, then right")
    expect(card(here, "plan.txt")).to_contain_text("Waiting for the network")
    here.write("With the plan")
    here.write("And a word after it")
    expect(tray(here)).to_have_count(0)
    here.go_online()
    expect(here.message("With the plan").locator("[data-file]")).to_have_count(1, timeout=60_000)
    here.sees_in_order("With the plan", "And a word after it")
    # By its label, not by its role: the sign can't be seen at first, but stands there.
    expect(here.log.get_by_label("Waiting to be sent")).to_have_count(0)
    assert [message["text"] for message in bo.history(room)] == ["With the plan", "And a word after it"]
    [[plan]] = attachments(bo, room)
    assert fetch(bo, plan["id"]) == b"left, then right"


def test_a_pasted_picture_waits_in_its_room_until_it_is_sent(shared_server: Community, visit: Visit) -> None:
    ana, bo, room = two_people(shared_server, "Loft")
    other = ana.make_room("Other")
    here = visit(shared_server, ana)
    here.open_room(room)
    pasted = here.page.evaluate_handle(_TRANSFER, [jpeg("image.jpg")])
    here.composer.evaluate(
        "(field, clipboardData) => field.dispatchEvent("
        "new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))",
        pasted,
    )
    expect(tray(here)).to_contain_text("Pasted picture")
    here.enter_room("Other")
    expect(tray(here)).to_have_count(0)
    here.enter_room("Loft")
    expect(card(here, "Pasted picture")).to_have_attribute("data-state", "done")
    here.button("Send").click()
    expect(here.page.locator("[data-file]")).to_have_count(1)
    assert [one["kind"] for [one] in attachments(bo, room)] == ["picture"]
    assert attachments(ana, other) == []


def test_a_link_that_somebody_copied_is_worth_nothing_after_they_are_removed(
    shared_server: Community, visit: Visit
) -> None:
    ana, bo, room = two_people(shared_server, "Store")
    here, there = visit(shared_server, ana), visit(shared_server, bo)
    # What was seen a moment before may still be on its way as read.
    there.watch.expect(r"status of 404 .*/(read|members|pins)/")
    here.open_room(room)
    drop(here, jpeg("secret.jpg"))
    here.write("Only for us")
    there.open_room(room)
    shown = there.page.locator("[data-file] img[data-state=there]")
    expect(shown).to_have_count(1)
    link = str(shown.get_attribute("src"))
    assert there.page.request.get(link).status == 200
    ana.call("DELETE", f"rooms/{room}/members/{bo.id}/")
    assert there.page.request.get(link).status == 404
    assert here.page.request.get(link).status == 200


def fetch(person: Person, file_id: str) -> bytes:
    answer = person.http.get(f"/api/files/{file_id}/", headers={"Authorization": f"Bearer {person.access}"})
    assert answer.status_code == 200, answer.text
    return answer.content


@pytest.mark.still
def test_signing_out_asks_about_what_was_not_sent_and_leaves_nothing(
    shared_server: Community, visit: Visit
) -> None:
    ana = shared_server.newcomer("Ana")
    window = visit(shared_server, ana)
    window.open_room(ana.make_room("Library computer"))
    drop(window, jpeg("beach.jpg"))
    expect(card(window, "beach.jpg")).to_be_visible()
    wait_until_kept(window.page, "flowchat-uploads-", "beach.jpg")
    # A page that goes while its draft is on the way leaves the next one to find out that the server has it.
    window.watch.expect(r"status of 409 .*/api/drafts/")
    window.composer.fill("Look at this")
    window.open("/settings/profile")
    window.wait_until_fetched()
    window.button("Sign out").click()
    question = window.page.get_by_role("alertdialog")
    expect(question.get_by_role("listitem")).to_have_text(["1 file"])
    question.get_by_role("button", name="Cancel").click()
    expect(window.button("Sign out")).to_be_focused()
    window.button("Sign out").click()
    question.get_by_role("button", name="Sign out").click()
    expect(window.heading(re.compile("^Sign in to"))).to_be_visible()
    window.page.wait_for_function(f"async () => (await ({_KEPT})()).length === 0")
    # The words were on the server: a draft goes on wherever its writer signs in.
    window.sign_in(ana.me["username"])
    expect(window.button("Sign out")).to_be_visible()
    window.link("Back to chats").click()
    window.enter_room("Library computer")
    expect(window.composer).to_have_value("Look at this")
    expect(tray(window)).to_have_count(0)


@pytest.mark.still
def test_nothing_that_cannot_be_fetched_keeps_anyone_from_signing_out(
    shared_server: Community, visit: Visit
) -> None:
    window = visit(shared_server, shared_server.newcomer("Ana"))
    window.watch.expect("Failed to load resource", "Failed to fetch dynamically imported module")
    window.page.route("**/assets/leave-*", lambda route: route.fulfill(status=404))
    window.open("/settings/profile")
    window.button("Sign out").click()
    expect(window.heading(re.compile("^Sign in to"))).to_be_visible()
