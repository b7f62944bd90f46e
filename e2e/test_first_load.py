"""What a browser asks for before somebody can read and write: every file of script and every question."""

import json
import re
import subprocess
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from e2e.conftest import Visit
from e2e.support.people import Community, Visitor
from tools.prepare import WEB

pytestmark = [pytest.mark.still, pytest.mark.websocket]

FIRST = {"index", "shared", "chat"}
"""The budget of web/scripts/sizes.mjs counts these files of script: one more has to be counted there, too."""
NOTE_WHEN = """
  window.stands = null;
  new MutationObserver(() => {
    if (window.stands === null && document.querySelector(SELECTOR)) window.stands = performance.now();
  }).observe(document, { childList: true, subtree: true });
"""
ASKED_BEFORE = """() => performance.getEntriesByType('resource')
  .filter(({ startTime }) => startTime < window.stands).map(({ name }) => name)"""


def watch_for(window: Visitor, selector: str) -> None:
    """Note the moment when the page first has what the selector finds."""
    window.page.add_init_script(NOTE_WHEN.replace("SELECTOR", json.dumps(selector)))


def questions_before(window: Visitor) -> list[str]:
    """Return what was asked of the API before the screen stood."""
    window.page.wait_for_function("() => window.stands !== null")
    names: list[str] = window.page.evaluate(ASKED_BEFORE)
    return sorted(path for path in (urlsplit(name).path for name in names) if path.startswith("/api/"))


def test_the_first_loads_keep_their_budgets(built_client: None) -> None:
    told = subprocess.run(["node", "scripts/sizes.mjs"], cwd=WEB, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_room_stands_after_three_questions(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Reading", bo)
    bo.say(room, "the first words")
    a = visit(shared_server, ana)
    watch_for(a, "article[data-seq]")
    a.open_room(room)
    assert questions_before(a) == ["/api/bootstrap/", "/api/community/", "/api/messages/"]


def test_all_chats_stand_after_two_questions(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    for number in range(1, 31):
        ana.make_room(f"Room {number}")
    a = visit(shared_server, ana)
    watch_for(a, "[data-testid=room-list] a[href^='/rooms/']")
    a.open()
    expect(a.chat("Room 30")).to_be_visible()
    assert questions_before(a) == ["/api/bootstrap/", "/api/community/"]


def test_three_scripts_are_enough_to_read_and_write(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Writing", bo)
    bo.say(room, "the first words, *marked*")
    a = visit(shared_server, ana)
    held: set[str] = set()

    def hold_others(route: Route) -> None:
        name = re.sub(r"-[\w-]{8}\.js$", "", urlsplit(route.request.url).path.removeprefix("/assets/"))
        if name in FIRST:
            route.continue_()
        else:
            held.add(name)

    a.page.route("**/assets/*.js", hold_others)
    a.open_room(room)
    a.sees("the first words, marked")
    a.write("and an answer")
    assert held, "nothing was left for later: then all of it has to be counted"
    b = visit(shared_server, bo)
    b.open_room(room)
    b.sees_in_order("the first words, marked", "and an answer")
