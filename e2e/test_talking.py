"""Two people talk, and the network does what networks do."""

import re

from playwright.sync_api import Request, Route, expect

from e2e.conftest import Visit
from e2e.support.people import Community
from e2e.support.watch import NETWORK_LOSS


def test_both_ways_in_several_scripts(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Scripts", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.open_room(room)
    b.open_room(room)
    lines = ["Good morning", "Доброе утро", "早上好", "صباح الخير", "👩‍👩‍👧‍👦", "two\nlines"]
    for number, line in enumerate(lines):
        (a if number % 2 else b).write(line)
        (b if number % 2 else a).sees(line)
    for window in (a, b):
        window.sees_only(*lines)


def test_offline_misses_three_and_returns_to_exactly_those(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Tunnel", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.open_room(room)
    b.open_room(room)
    a.write("Are you on the train?")
    b.sees("Are you on the train?")
    b.go_offline()
    expect(b.page.get_by_text("No connection")).to_be_visible()
    missed = ["Tunnel ahead", "Still in it?", "See you on the other side"]
    for line in missed:
        a.write(line)
    a.sees(*missed)
    assert b.texts() == ["Are you on the train?"]
    b.go_online()
    b.sees_in_order("Are you on the train?", *missed)
    assert len(b.texts()) == 4
    expect(b.page.get_by_text("No connection")).to_be_hidden()


def test_what_is_written_offline_is_sent_later_in_order(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Cellar", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.open_room(room)
    b.open_room(room)
    a.go_offline()
    for line in ("one", "two", "three"):
        a.write(line)
    expect(a.log.get_by_label("Waiting to be sent")).to_have_count(3)
    assert b.texts() == []
    a.go_online()
    b.sees_in_order("one", "two", "three")
    a.sees_in_order("one", "two", "three")
    expect(a.log.get_by_label("Waiting to be sent")).to_have_count(0)
    assert [message["text"] for message in bo.history(room)] == ["one", "two", "three"]


def test_a_lost_answer_and_a_retry_make_one_message(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Echo", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.watch.expect(*NETWORK_LOSS)
    # Ana hears no events, or the echo of her message would settle the matter before the retry.
    a.page.route_web_socket("**/ws/", lambda socket: socket.close(code=1012))
    a.open_room(room)
    b.open_room(room)
    lost: list[int] = []
    asked: list[str] = []

    def lose_the_answer(route: Route, request: Request) -> None:
        """The message reaches the server, the answer doesn't reach the browser; nor does the first to the question."""
        if request.method == "POST":
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        elif "client_id=" in request.url:
            asked.append(request.url)
            route.abort("connectionreset") if len(asked) == 1 else route.continue_()
        else:
            route.continue_()

    a.page.route(re.compile(r"/api/messages/(\?|$)"), lose_the_answer)
    a.write("Only once, please")
    b.sees("Only once, please")
    expect(a.log.get_by_label(re.compile("Waiting|Sending"))).to_have_count(0)
    a.sees("Only once, please")
    assert lost == [201], "without an answer it is asked for, not repeated"
    assert len(asked) == 2
    assert [message["text"] for message in bo.history(room)] == ["Only once, please"]
    a.page.reload()
    a.sees("Only once, please")


def test_a_removed_member_hears_nothing_more(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Council", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    # What Bo has read may be on its way while he is removed; his browser writes every refusal to its console.
    b.watch.expect(r"status of 404 .*/(read|members|pins)/")
    heard: list[str] = []
    b.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    a.open_room(room)
    b.open_room(room)
    a.write("Before")
    b.sees("Before")
    a.link("Details").click()
    a.button("Actions for Bo").click()
    a.page.get_by_role("menuitem", name="Remove from the room").click()
    a.page.get_by_role("alertdialog").get_by_role("button", name=re.compile("Remove")).click()
    expect(b.chat("Council")).to_have_count(0)
    expect(b.composer).to_have_count(0)
    expect(b.page.get_by_role("status")).to_contain_text("You were removed from Council")
    expect(b.link("Go to your chats")).to_be_focused()
    a.write("Bo must not read this")
    a.sees("Bo must not read this")
    # A message in another room arrives after it: had the first been sent to Bo, it would have come before.
    other = ana.direct_room(bo)
    ana.say(other, "Sorry about that")
    expect(b.chat("Ana")).to_contain_text("Sorry about that")
    assert not [frame for frame in heard if "must not read" in frame]
    assert "must not read" not in b.page.content()
    assert bo.send("GET", f"messages/?room={room}").status_code == 404


def test_typing_is_shown_and_goes(shared_server: Community, visit: Visit) -> None:
    ana, bo = shared_server.newcomer("Ana"), shared_server.newcomer("Bo")
    room = ana.make_room("Typists", bo)
    a, b = visit(shared_server, ana), visit(shared_server, bo)
    a.open_room(room)
    b.open_room(room)
    typing = b.page.get_by_text("Ana is typing")
    a.types_until("Hm", typing)
    said = a.composer.input_value()
    a.composer.press("Enter")
    b.sees(said)
    expect(typing).to_be_hidden()
    a.types_until("Well", typing)
    a.close()  # the browser is gone in mid-word
    expect(typing).to_be_hidden()


def test_links_are_safe_and_markup_is_text(shared_server: Community, visit: Visit) -> None:
    ana = shared_server.newcomer("Ana")
    room = ana.make_room("Links")
    a = visit(shared_server, ana)
    a.open_room(room)
    a.write("see https://example.org/a?b=c, and <img src=x onerror=alert(1)> javascript:alert(1)")
    link = a.log.get_by_role("link", name="https://example.org/a?b=c")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(link).to_have_attribute("target", "_blank")
    expect(a.messages.get_by_role("link")).to_have_count(1)
    expect(a.log.locator("img[src=x]")).to_have_count(0)
