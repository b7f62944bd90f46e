"""What a link leads to, in two browsers. Only the answer of the other server is made up: it was "asked just now"."""

import hashlib
import io
from pathlib import Path

import psycopg
from PIL import Image
from playwright.sync_api import expect

from e2e.conftest import Visit
from e2e.support.people import Community
from flowchat.cli.postgres.address import database_url

LINK = "https://pages.example/ferry"
_PICTURE = """
    INSERT INTO previews_picture (id, digest, width, height, data, created_at)
    VALUES (gen_random_uuid(), 'ferry', 320, 160, %s, now()) RETURNING id
"""
_PAGE = """
    INSERT INTO previews_page (key, found, title, description, site, picture_id, fetched_at)
    VALUES (%s, true, 'The ferry sails again', 'Four boats a day', 'Harbour News', %s, now())
"""


def know_page(server: Community) -> None:
    """Tell the server what it would have found at LINK."""
    file = io.BytesIO()
    Image.new("RGB", (320, 160), "teal").save(file, "WEBP")
    socket = (server.stack.data / "postgres" / "pgdata" / "postmaster.pid").read_text().splitlines()[4]
    with psycopg.connect(database_url(Path(socket))) as connection:
        row = connection.execute(_PICTURE, [file.getvalue()]).fetchone()
        assert row
        connection.execute(_PAGE, [hashlib.sha256(LINK.encode()).hexdigest(), row[0]])


def test_a_card_comes_to_everyone_and_its_author_takes_it_away(
    shared_server: Community, visit: Visit
) -> None:
    know_page(shared_server)
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Quay", bo)
    desk, phone = visit(shared_server, ana), visit(shared_server, bo)
    for window in (desk, phone):
        window.open(f"/rooms/{room}")
    ana.say(room, f"Look: {LINK}")
    for window in (desk, phone):
        card = window.page.get_by_test_id("previews")
        expect(card.get_by_role("link", name="The ferry sails again")).to_have_attribute("href", LINK)
        expect(card).to_contain_text("Harbour News · pages.example")
        picture = card.locator("img")
        expect(picture).to_have_js_property("naturalWidth", 320)
    expect(phone.page.get_by_role("button", name="Remove preview")).to_have_count(0)
    desk.page.get_by_role("link", name="The ferry sails again").focus()
    desk.page.keyboard.press("Tab")
    expect(desk.page.get_by_role("button", name="Remove preview")).to_be_focused()
    desk.page.keyboard.press("Enter")
    for window in (desk, phone):
        expect(window.page.get_by_test_id("previews")).to_have_count(0)
