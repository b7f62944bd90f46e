"""Making rooms, finding them and people, and what their owners do."""

import re

from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.support.people import Community, Visitor
from tools.person import Person


def pick(window: Visitor, person: Person) -> None:
    """Find a person in the picker by username, which unlike the name is theirs alone, and choose them."""
    username = person.me["username"]
    window.page.get_by_role("combobox").last.fill(username)
    window.page.get_by_role("option", name=re.compile(rf"\b{username}\b")).click()


def test_a_new_room_with_somebody_in_it(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    b.open("/")
    expect(b.chat("General")).to_be_visible()
    a.open("/new")
    a.field("Name").fill("Orchard")
    pick(a, bo)
    a.button("Create room").click()
    a.write("The first apples are ripe")
    expect(b.chat("Orchard")).to_contain_text("The first apples are ripe")
    b.enter_room("Orchard")
    b.sees("The first apples are ripe")


def test_a_direct_message_by_name_opens_one_chat(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    for window, person, name in ((a, bo, "Bo"), (b, ana, "Ana")):
        window.open("/new?direct")
        pick(window, person)
        window.button("Start").click()
        expect(window.heading(name)).to_be_visible()
        expect(window.page).to_have_url(re.compile("/rooms/[^/]+$"))
    assert a.page.url.rsplit("/", 1)[1] == b.page.url.rsplit("/", 1)[1]
    a.write("Found you")
    b.sees("Found you")


def test_adding_to_a_direct_chat_starts_a_room(shared_server: Community, visit: Visit) -> None:
    ana, bo, cy = (shared_server.newcomer(name) for name in ("Ana", "Bo", "Cy"))
    a, c = visit(shared_server, ana), visit(shared_server, cy)
    c.open("/")
    expect(c.chat("General")).to_be_visible()
    a.open("/new?direct")
    pick(a, bo)
    a.button("Start").click()
    a.write("Between the two of us")
    a.sees("Between the two of us")
    pair = a.page.url
    a.open(f"{pair}/details")
    a.button("Add people").click()
    pick(a, cy)
    a.page.get_by_role("dialog").get_by_role("button", name="Add people").click()
    expect(a.heading("Ana, Bo, Cy")).to_be_visible()
    expect(a.page).to_have_url(re.compile("/rooms/"))
    expect(a.page).not_to_have_url(re.compile(re.escape(pair)))
    a.write("Now we are three")
    c.enter_room("Ana, Bo, Cy")
    c.sees_in_order("Now we are three")
    expect(c.page.get_by_text("Between the two of us")).to_have_count(0)


def test_look_into_a_public_room_join_and_leave(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Viewing platform", kind="public")
    ana.say(room, "A fine view today")
    window = visit(shared_server, bo)
    window.open("/browse")
    window.field("Search public rooms").fill("viewing")
    window.link("Viewing platform").click()
    window.sees("A fine view today")
    expect(window.composer).to_have_count(0)
    expect(window.chat("Viewing platform")).to_have_count(0)
    window.button("Join").click()
    window.write("Now I may speak")
    # It has to be there before its writer leaves.
    expect(window.message("Now I may speak")).to_have_attribute("data-seq", re.compile(r"\d"))
    expect(window.chat("Viewing platform")).to_be_visible()
    window.link("Details").click()
    window.button("Leave").click()
    window.page.get_by_role("alertdialog").get_by_role("button", name="Leave").click()
    expect(window.chat("Viewing platform")).to_have_count(0)
    assert [one["text"] for one in ana.history(room)] == ["A fine view today", "Now I may speak"]


def test_a_rename_and_an_archive_reach_everyone(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Old name", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    b.open_room(room)
    a.open(f"/rooms/{room}/details")
    a.button("Rename or describe").click()
    a.page.get_by_role("dialog").get_by_label("Name", exact=True).fill("New name")
    a.button("Save").click()
    expect(b.heading("New name")).to_be_visible()
    expect(b.chat("New name")).to_be_visible()
    a.button("Archive").click()
    expect(b.page.get_by_text("This room is archived")).to_be_visible()
    expect(b.composer).to_have_count(0)
    a.button("Bring back from the archive").click()
    expect(b.composer).to_be_visible()


def test_deleting_a_room_asks_for_its_name(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Sandcastle", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    b.open_room(room)
    a.open(f"/rooms/{room}/details")
    a.button("Delete room").click()
    dialog = a.page.get_by_role("alertdialog")
    delete = dialog.get_by_role("button", name="Delete room")
    expect(delete).to_be_disabled()
    dialog.get_by_role("textbox").fill("Sandcastle")
    delete.click()
    for window in (a, b):
        expect(window.chat("Sandcastle")).to_have_count(0)
    expect(b.composer).to_have_count(0)
    expect(b.page.get_by_role("status")).to_contain_text("Sandcastle was deleted")
    assert bo.send("GET", f"rooms/{room}/").status_code == 404
