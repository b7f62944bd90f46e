"""What people do with files that are there: look, listen, leaf through, download, show their face."""

import base64
import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Route, expect

from e2e.conftest import Visit
from e2e.support.browsers import DESKTOP, PHONE
from e2e.support.files import flicker, picture, send_files, tone, upload
from e2e.support.people import Community, Theme, Visitor
from e2e.support.waiting import at_rest, expect_marked, note_marks
from e2e.test_accessibility import faults
from tools.person import Person


def box_of(place: Locator) -> tuple[float, float, float, float]:
    """Where something is, and how large."""
    box = place.bounding_box()
    assert box
    return box["x"], box["y"], box["width"], box["height"]


@contextmanager
def bytes_held(window: Visitor) -> Iterator[None]:
    """Let no byte of a file come until the block ends."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    window.page.route("**/api/files/**", hold)
    yield
    for route in held:
        route.continue_()
    window.page.unroute("**/api/files/**", hold)


def shown(window: Visitor, upload_id: str) -> Locator:
    """The box of a file in the conversation."""
    return window.log.locator(f"[data-file='{upload_id}']")


def expect_loaded(place: Locator) -> None:
    """Wait until a picture is there, and really drawn from bytes."""
    image = place.locator("img[data-state]")
    expect(image).to_have_attribute("data-state", "there")
    assert image.evaluate("image => image.naturalWidth") > 0


def album(ana: Person, room: str, count: int) -> list[str]:
    """Send pictures, one message each."""
    colours = ("teal", "tomato", "gold", "orchid", "olive")
    ids = [
        upload(ana, f"view {number}.jpg", picture(800, 600, colours[number % 5]))
        for number in range(1, count + 1)
    ]
    for one in ids:
        send_files(ana, room, one)
    return ids


def test_a_picture_moves_nothing_when_it_comes(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Lookout", bo)
    for number in range(12):
        ana.say(room, f"step {number}")
    tall = upload(ana, "tower.jpg", picture(900, 1500))
    square = [upload(ana, f"stone {at}.png", picture(300, 300, form="PNG")) for at in range(3)]
    window = visit(shared_server, bo)
    window.open_room(room)
    window.sees("step 11")
    with bytes_held(window):
        send_files(ana, room, tall, text="The tower")
        send_files(ana, room, *square)
        ana.say(room, "after them")
        window.sees("The tower", "after them")
        expect(shown(window, square[2])).to_be_in_viewport()
        boxes = [shown(window, one) for one in (tall, *square)]
        expect(boxes[0].locator("img[src^='data:']")).to_have_count(1)
        places = [window.message("The tower"), window.message("after them"), *boxes]
        before = at_rest(window.page, lambda: [box_of(one) for one in places])
    for one in boxes:
        expect_loaded(one)
    assert [box_of(one) for one in places] == before
    _, _, width, height = box_of(boxes[0])
    assert abs(width / height - 900 / 1500) < 0.01
    expect(window.button("Open picture tower.jpg")).to_be_visible()
    expect(window.chat("Lookout")).to_contain_text("after them")


def test_what_is_gone_keeps_its_place_and_can_be_asked_for_again(
    shared_server: Community, visit: Visit
) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Fog")
    one = upload(ana, "view.jpg", picture(600, 400))
    send_files(ana, room, one)
    window = visit(shared_server, ana)
    window.watch.expect(r"status of 404")
    window.page.route("**/api/files/**", lambda route: route.fulfill(status=404))
    window.open_room(room)
    again = window.button("This picture could not be loaded. Load view.jpg again")
    expect(again).to_be_visible()
    before = at_rest(window.page, lambda: box_of(shown(window, one)))
    window.page.unroute("**/api/files/**")
    again.click()
    expect_loaded(shown(window, one))
    assert box_of(shown(window, one)) == before


def test_the_gallery_by_keys(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Album", bo)
    ids = album(ana, room, 4)
    window = visit(shared_server, bo)
    window.open_room(room)
    expect_loaded(shown(window, ids[2]))
    opened = window.button("Open picture view 3.jpg")
    opened.focus()
    keys = window.page.keyboard
    keys.press("Enter")
    gallery = window.page.get_by_role("dialog", name="view 3.jpg")
    expect(gallery).to_contain_text("3 of 4")
    expect(gallery.get_by_role("img", name="view 3.jpg")).to_have_attribute("data-state", "there")
    keys.press("ArrowLeft")
    keys.press("ArrowLeft")
    first = window.page.get_by_role("dialog", name="view 1.jpg")
    expect(first).to_contain_text("Ana")
    keys.press("ArrowLeft")
    expect(first).to_be_visible()
    stage = window.page.get_by_test_id("gallery-stage")
    keys.press("+")
    expect(stage).to_have_attribute("data-scale", "1.50")
    keys.press("0")
    expect(stage).to_have_attribute("data-scale", "1.00")
    stage.dblclick()
    expect(stage).to_have_attribute("data-scale", "2.50")
    with window.page.expect_download() as caught:
        first.get_by_role("link", name="Download view 1.jpg").click()
    assert caught.value.suggested_filename == "view 1.jpg"
    # The focus stays inside, and goes back to where it came from.
    for _ in range(10):
        keys.press("Tab")
        assert first.evaluate("dialog => dialog.contains(document.activeElement)")
    keys.press("Escape")
    expect(first).to_have_count(0)
    expect(opened).to_be_focused()


def test_from_the_gallery_to_the_message(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Way back")
    ids = album(ana, room, 2)
    window = visit(shared_server, ana)
    note_marks(window.page)
    window.open_room(room)
    shown(window, ids[1]).get_by_role("button").click()
    expect(window.page.get_by_test_id("gallery")).to_contain_text("2 of 2")
    window.page.keyboard.press("ArrowLeft")
    gallery = window.page.get_by_role("dialog", name="view 1.jpg")
    gallery.get_by_role("button", name="Go to message").click()
    expect(window.page.get_by_test_id("gallery")).to_have_count(0)
    picture_s = window.page.locator(f"[data-file='{ids[0]}']")
    expect_marked(window.log.get_by_role("article").filter(has=picture_s))


def test_the_gallery_by_finger(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Swipes")
    ids = album(ana, room, 3)
    window = visit(shared_server, ana, viewport=PHONE, touch=True)
    window.open_room(room)
    expect_loaded(shown(window, ids[2]))
    window.button("Open picture view 3.jpg").tap()
    gallery = window.page.get_by_test_id("gallery")
    expect(gallery).to_contain_text("view 3.jpg")
    # What is older comes from where lines begin: the finger goes towards their end.
    swipe(gallery, across=160)
    expect(gallery).to_contain_text("view 2.jpg")
    swipe(gallery, across=-160)
    expect(gallery).to_contain_text("view 3.jpg")
    swipe(gallery, across=20)
    expect(gallery).to_contain_text("view 3.jpg")
    assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def swipe(place: Locator, *, across: float) -> None:
    """Draw a finger across the middle."""
    x, y, width, height = box_of(place)
    finger = place.page.context.new_cdp_session(place.page)
    start, row = x + width / 2 - across / 2, y + height / 2
    points = [start + across * part / 8 for part in range(9)]
    finger.send("Input.dispatchTouchEvent", _touch("touchStart", points[0], row))
    for at in points[1:]:
        finger.send("Input.dispatchTouchEvent", _touch("touchMove", at, row))
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _touch(kind: str, x: float, y: float) -> dict[str, Any]:
    return {"type": kind, "touchPoints": [{"x": x, "y": y}]}


def test_sound_is_heard_from_where_one_wants(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Listening")
    one = upload(ana, "hum.wav", tone(200))
    send_files(ana, room, one)
    window = visit(shared_server, ana)
    pieces: list[int] = []
    window.page.on(
        "response", lambda answer: pieces.append(answer.status) if f"/files/{one}/" in answer.url else None
    )
    window.open_room(room)
    sound = shown(window, one).locator("audio[aria-label='hum.wav']")
    expect(sound).to_have_js_property("duration", 200)
    sound.evaluate("sound => { sound.currentTime = 180 }")
    expect(sound).to_have_js_property("seeking", value=False)
    assert sound.evaluate("sound => sound.currentTime") == 180
    assert pieces
    assert set(pieces) == {206}
    expect(window.chat("Listening")).to_contain_text("Sound")


FILM = """async () => {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm;codecs=vp8" });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.start();
    for (let step = 0; step < 30; step += 1) {
        pen.fillStyle = `hsl(${step * 12} 80% 50%)`;
        pen.fillRect(0, 0, canvas.width, canvas.height);
        await new Promise((done) => setTimeout(done, 50));
    }
    const stopped = new Promise((done) => { recorder.onstop = done; });
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
}"""


def test_a_film_plays_in_a_box_that_never_changes(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Cinema")
    window = visit(shared_server, ana)
    window.open_room(room)
    one = upload(ana, "colours.webm", base64.b64decode(window.page.evaluate(FILM)))
    with bytes_held(window):
        send_files(ana, room, one)
        film = shown(window, one).locator("video[aria-label='colours.webm']")
        expect(film).to_have_count(1)
        before = at_rest(window.page, lambda: box_of(film))
    film.evaluate("film => { film.muted = true; return film.play() }")
    expect(film).to_have_js_property("videoWidth", 300)
    film.evaluate("film => { film.pause(); film.currentTime = 0.4 }")
    expect(film).to_have_js_property("seeking", value=False)
    assert film.evaluate("film => film.currentTime") == pytest.approx(0.4, abs=0.1)
    assert box_of(film) == before
    assert before[2:] == (400, 225)


def test_a_moving_picture_waits_for_those_who_want_less_motion(
    shared_server: Community, visit: Visit
) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Flicker")
    one = upload(ana, "flag.gif", flicker(120, 80))
    send_files(ana, room, one)
    calm, lively = visit(shared_server, ana), visit(shared_server, ana, still=False)
    for window in (calm, lively):
        window.open_room(room)
    original = shown(lively, one).locator(f"img[src='/api/files/{one}/']")
    expect(original).to_have_attribute("data-state", "there")
    expect(shown(calm, one).locator(f"img[src='/api/files/{one}/']")).to_have_count(0)
    calm.button("Play the moving picture flag.gif").click()
    expect(shown(calm, one).locator(f"img[src='/api/files/{one}/']")).to_have_count(1)


def test_a_file_is_downloaded_as_it_was_sent(shared_server: Community, visit: Visit, tmp_path: Path) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Papers", bo)
    data = b"<script>document.title = 'run'</script>" + bytes(range(256)) * 40
    name = "Протокол заседания, окончательная версия.html"
    send_files(ana, room, upload(ana, name, data))
    window = visit(shared_server, bo)
    window.open_room(room)
    files = window.log.get_by_test_id("files")
    expect(files).to_contain_text("HTML file")
    with window.page.expect_download() as caught:
        files.get_by_role("link", name=f"Download {name}").click()
    assert caught.value.suggested_filename == name
    caught.value.save_as(tmp_path / "it")
    assert (tmp_path / "it").read_bytes() == data
    expect(window.chat("Papers")).to_contain_text(name)


def test_files_go_along_with_what_is_done_to_their_message(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room, other = ana.make_room("Source", bo), bo.make_room("Elsewhere")
    one = upload(ana, "view.jpg", picture(600, 400))
    message = send_files(ana, room, one, text="Caption")
    answer = {"room": room, "client_id": str(uuid.uuid4()), "text": "Nice", "reply_to": message["id"]}
    bo.call("POST", "messages/", answer)
    bo.call("PUT", f"messages/{message['id']}/pin/")
    forward = {"room": other, "client_id": str(uuid.uuid4()), "text": ""}
    bo.call("POST", f"messages/{message['id']}/forward/", forward)
    window = visit(shared_server, ana)
    window.open_room(room)
    expect_loaded(shown(window, one))
    quote = window.log.get_by_role("button", name="Answer to Ana: Caption")
    expect(quote.locator("img[src*='/small/']")).to_be_visible()
    # The picture stays where it is while its words are edited, and when they are taken away.
    ana_s = window.log.get_by_role("article").filter(has=window.page.locator(f"[data-file='{one}']"))
    ana_s.focus()
    window.page.keyboard.press("e")
    field = window.page.get_by_role("textbox", name="Edit your message")
    expect(field).to_have_value("Caption")
    expect(shown(window, one)).to_be_visible()
    field.fill("")
    field.press("Enter")
    expect(field).to_have_count(0)
    expect(ana_s).not_to_contain_text("Caption")
    expect(shown(window, one)).to_be_visible()
    expect(window.log.get_by_role("button", name="Answer to Ana: Picture")).to_be_visible()
    # What was forwarded is the other room's own: it is there when the first is deleted.
    there = visit(shared_server, bo)
    there.open_room(other)
    copy = there.log.get_by_test_id("forwarded").locator("[data-file]")
    expect_loaded(copy)
    expect(there.chat("Elsewhere")).to_contain_text("Caption")
    ana.call("DELETE", f"messages/{message['id']}/")
    expect(shown(window, one)).to_have_count(0)
    there.page.reload()
    expect_loaded(copy)


def test_the_files_of_a_room(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Archive", bo)
    window = visit(shared_server, bo)
    note_marks(window.page)
    window.open(f"/rooms/{room}/details")
    window.link("Files and pictures").click()
    files = window.page.get_by_test_id("room-files")
    expect(files).to_contain_text("No files yet")
    ids = album(ana, room, 2)
    send_files(ana, room, upload(ana, "plan.pdf", b"%PDF-1.4\n" + b" " * 5000), text="The plan")
    expect(files.get_by_role("listitem")).to_have_count(3)
    expect(files).to_contain_text("used")
    row = files.get_by_role("listitem").filter(has_text="plan.pdf")
    row.get_by_role("button", name="Go to message").click()
    expect_marked(window.message("The plan"))
    window.open(f"/rooms/{room}/files")
    window.button("Pictures").click()
    expect(files.get_by_role("listitem")).to_have_count(2)
    files.get_by_role("button", name="Open picture view 1.jpg").click()
    gallery = window.page.get_by_test_id("gallery")
    expect(gallery).to_contain_text("1 of 2")
    window.page.keyboard.press("Escape")
    window.button("Films").click()
    expect(files).to_contain_text("None of this kind yet")
    assert ids


def test_a_new_face_is_seen_by_others_at_once(shared_server: Community, visit: Visit, tmp_path: Path) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Faces", bo)
    ana.say(room, "Do you know me")
    mine, theirs = visit(shared_server, ana), visit(shared_server, bo)
    theirs.open_room(room)
    theirs.sees("Do you know me")
    faces = theirs.log.locator("img[data-picture]")
    expect(faces).to_have_count(0)
    file = tmp_path / "me.png"
    file.write_bytes(picture(900, 600, form="PNG"))
    mine.open("/settings/profile")
    choose_face(mine, file)
    expect(faces).to_have_count(1)
    assert faces.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    expect(mine.page.locator("main img[data-picture]")).to_have_count(1)
    mine.button("Remove picture").click()
    mine.page.get_by_role("alertdialog").get_by_role("button", name="Remove picture").click()
    expect(faces).to_have_count(0)
    expect(mine.button("Add a picture")).to_be_visible()


def choose_face(window: Visitor, file: Path) -> None:
    """Choose a picture and its right half, by keys."""
    window.page.get_by_test_id("face-file").set_input_files(file)
    dialog = window.page.get_by_role("dialog", name="Choose what it shows")
    use = dialog.get_by_role("button", name="Use this picture")
    expect(use).to_be_enabled()
    dialog.get_by_test_id("cut-frame").focus()
    for _ in range(12):
        window.page.keyboard.press("ArrowLeft")
    use.click()
    expect(dialog).to_have_count(0)


def test_a_room_shows_the_part_that_was_chosen(
    shared_server: Community, visit: Visit, tmp_path: Path
) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Sign", bo)
    halves = Image.new("RGB", (800, 400), "red")
    halves.paste(Image.new("RGB", (400, 400), "blue"), (400, 0))
    file = tmp_path / "halves.png"
    halves.save(file)
    mine, theirs = visit(shared_server, ana), visit(shared_server, bo)
    theirs.open_room(room)
    mine.open(f"/rooms/{room}/details")
    choose_face(mine, file)
    sign = theirs.chat("Sign").locator("img[data-picture]")
    address = sign.get_attribute("data-picture")
    data = bo.http.get(f"/api/files/{address}/", headers={"Authorization": f"Bearer {bo.access}"}).content
    with Image.open(io.BytesIO(data)) as face:
        red, _, blue = face.convert("RGB").crop((400, 256, 401, 257)).tobytes()
    assert blue > 200
    assert red < 60
    theirs.open(f"/rooms/{room}/details")
    expect(theirs.button("Change picture")).to_have_count(0)


@pytest.mark.still
@pytest.mark.parametrize(("theme", "size"), [("light", DESKTOP), ("dark", PHONE)])
def test_axe_finds_nothing_about_files(
    shared_server: Community, visit: Visit, theme: Theme, size: Any, tmp_path: Path
) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Looking")
    ids = album(ana, room, 2)
    paper = upload(ana, "a rather long name of a file that says little.pdf", b"%PDF-1.4\n")
    send_files(ana, room, paper, upload(ana, "hum.wav", tone(1)))
    send_files(ana, room, *[upload(ana, f"{at}.png", picture(90, 60, form="PNG")) for at in range(5)])
    window = visit(shared_server, ana, theme=theme, viewport=size)
    window.open_room(room)
    expect(shown(window, paper)).to_be_visible()
    found = faults(window.page)
    shown(window, ids[1]).get_by_role("button").click()
    expect(window.page.get_by_test_id("gallery").get_by_role("img", name="view 2.jpg")).to_be_visible()
    found += faults(window.page, overlay=True)
    for kind in ("All", "Pictures", "Films"):
        window.open(f"/rooms/{room}/files")
        window.button(kind).click()
        window.page.wait_for_load_state("networkidle")
        found += faults(window.page)
    file = tmp_path / "me.png"
    file.write_bytes(picture(90, 60, form="PNG"))
    window.open("/settings/profile")
    window.page.get_by_test_id("face-file").set_input_files(file)
    expect(window.button("Use this picture")).to_be_enabled()
    found += faults(window.page, overlay=True)
    assert found == []
