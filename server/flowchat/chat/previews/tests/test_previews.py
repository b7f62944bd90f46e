"""From a message with a link to the card below it, and back."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from flowchat.chat.accounts.models import Community
from flowchat.chat.errors import ChatError
from flowchat.chat.events.objects import Message
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions.delete import delete_message, restore_message
from flowchat.chat.messaging.actions.edit import edit_message
from flowchat.chat.messaging.actions.together import is_plain
from flowchat.chat.previews import links
from flowchat.chat.previews.actions import ASKING, remove_previews
from flowchat.chat.previews.fetcher.fetch import Fetcher
from flowchat.chat.previews.models import Linked, LinkPreview, Page, Picture
from flowchat.chat.previews.tests.conftest import MakeFetcher, Names
from flowchat.chat.previews.tests.hostile import Call, Hostile, page
from flowchat.chat.previews.tests.jobs import do_jobs, forget_jobs, previewed, waiting_jobs
from flowchat.chat.rooms.actions import add_members, delete_room
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import client_of, finish_deleting, logged, make_room, say, seat_of

pytestmark = pytest.mark.django_db(transaction=True)


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1280, 720), "teal").save(file, "PNG")
    return file.getvalue()


NEWS = page(
    '<meta property="og:title" content="A &lt;b&gt;title&lt;/b&gt; \u202egnirts">'
    '<meta property="og:description" content="Some words"><meta property="og:image" content="/p.png">'
    '<meta property="og:site_name" content="The News">'
)


@pytest.fixture
def web() -> Iterator[Hostile]:
    deeds: dict[str, Callable[[Call], None]] = {
        "/news": lambda call: call.answer(NEWS),
        "/plain": lambda call: call.answer(page("<title>Plain</title>")),
        "/third": lambda call: call.answer(page("<title>Third</title>")),
        "/empty": lambda call: call.answer(page()),
        "/gone": lambda call: call.answer(b"", status="404 Not Found"),
        "/p.png": lambda call: call.answer(picture(), "Content-Type: image/png"),
    }
    with Hostile(deeds) as server:
        forget_jobs()
        cache.clear()
        yield server


@pytest.fixture
def fetcher(make_fetcher: MakeFetcher, web: Hostile) -> Fetcher:
    return make_fetcher(web)


@pytest.fixture
def news(cast: Cast, web: Hostile, fetcher: Fetcher) -> Message:
    """Bob's message with a link, previewed."""
    message = say(cast.bob, cast.room, f"Look: {web.url('/news')}")
    do_jobs(fetcher)
    return message


def shown(cast: Cast, message: Message) -> list[dict[str, Any]]:
    answer = client_of(cast.alice).get("/api/messages/", {"room": str(cast.room.id)}).json()
    (found,) = [one for one in answer["messages"] if one["id"] == str(message.id)]
    previews: list[dict[str, Any]] = found["previews"]
    if previews:
        assert found["revision"] == max(found["revision"], message.revision + 1)
    return previews


def edit(cast: Cast, message: Message, text: str, version: int = 0) -> None:
    edit_message(editor=member_message_of(cast.bob, message.id), text=text, version=version)


def test_a_link_gets_a_card(cast: Cast, web: Hostile, news: Message) -> None:
    (card,) = shown(cast, news)
    assert card["title"] == "A <b>title</b> gnirts", "text, and without what turns it around"
    assert (card["description"], card["site"], card["url"]) == ("Some words", "The News", web.url("/news"))
    assert (card["picture"]["width"], card["picture"]["height"]) == (640, 360)
    assert card["picture"]["url"].startswith(f"/api/previews/{card['id']}/picture/?key=")
    assert previewed(cast.room) == [[card]]


def test_readers_get_the_picture_from_us(cast: Cast, news: Message) -> None:
    (card,) = shown(cast, news)
    address = card["picture"]["url"]
    answer = client_of(None).get(address, headers={"Accept": "image/avif,image/webp,image/*"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    with Image.open(io.BytesIO(answer.content)) as made:
        assert made.size == (640, 360)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "immutable" in answer["Cache-Control"]
    assert "max-age" in answer["Cache-Control"]


@pytest.mark.parametrize("key", ["", "0" * 32, "ü", "x" * 65, None])
def test_the_picture_needs_its_own_key(cast: Cast, news: Message, key: str | None) -> None:
    (card,) = shown(cast, news)
    address = card["picture"]["url"].partition("?")[0]
    answer = client_of(cast.alice).get(address, {} if key is None else {"key": key})
    assert answer.status_code in (400, 404)
    other = "0198a4a0-0000-7000-8000-000000000000"
    moved = card["picture"]["url"].replace(card["id"], other)
    assert client_of(None).get(moved).status_code == 404


def test_a_message_without_links_leaves_no_job(cast: Cast, web: Hostile) -> None:
    address = web.url("/news")
    for text in ("Hello", "http is a protocol", f"`{address}`", f"```\n{address}\n```", f"||{address}||"):
        say(cast.bob, cast.room, text)
    for text in (
        "http://localhost/x",
        "http://10.0.0.1.:x/",
        "mailto:a@b.example",
        "http://user@pages.example/",
    ):
        say(cast.bob, cast.room, text)
    assert waiting_jobs() == []


def test_three_links_at_most_in_their_order(cast: Cast, web: Hostile, fetcher: Fetcher) -> None:
    links = [web.url(path) for path in ("/plain", "/gone", "/third", "/news")]
    message = say(cast.bob, cast.room, " ".join([*links, links[0]]))
    do_jobs(fetcher)
    assert [card["title"] for card in shown(cast, message)] == ["Plain", "Third"]
    assert "/news" not in web.paths


def test_ten_people_with_one_link_cost_one_request(cast: Cast, web: Hostile, fetcher: Fetcher) -> None:
    messages = [say(cast.bob, cast.room, web.url("/news")) for _ in range(10)]
    do_jobs(fetcher)
    assert sorted(web.paths) == ["/news", "/p.png"]
    assert all(shown(cast, message) for message in messages)
    assert Picture.objects.count() == 1
    Page.objects.update(fetched_at="2026-01-01T00:00:00Z")
    say(cast.bob, cast.room, web.url("/news"))
    do_jobs(fetcher)
    assert len(web.paths) == 4, "an hour later it is asked again"


@pytest.mark.parametrize("path", ["/gone", "/empty"])
def test_where_nothing_is_found_nothing_is_told(
    cast: Cast, web: Hostile, fetcher: Fetcher, path: str
) -> None:
    say(cast.bob, cast.room, web.url(path))
    do_jobs(fetcher)
    message = say(cast.bob, cast.room, web.url(path))
    do_jobs(fetcher)
    assert shown(cast, message) == []
    assert previewed(cast.room) == []
    assert web.paths == [path]


def test_a_job_done_twice_tells_once(cast: Cast, web: Hostile, fetcher: Fetcher) -> None:
    say(cast.bob, cast.room, web.url("/news"))
    do_jobs(fetcher, times=2)
    assert len(previewed(cast.room)) == 1


def test_a_message_deleted_before_is_not_asked_about(cast: Cast, web: Hostile, fetcher: Fetcher) -> None:
    message = say(cast.bob, cast.room, web.url("/news"))
    delete_message(deleter=member_message_of(cast.bob, message.id))
    do_jobs(fetcher)
    assert web.paths == []
    assert previewed(cast.room) == []


def test_a_message_deleted_meanwhile_stays_without(cast: Cast, web: Hostile, fetcher: Fetcher) -> None:
    message = say(cast.bob, cast.room, web.url("/news"))

    def delete_first(call: Call) -> None:
        try:
            delete_message(deleter=member_message_of(cast.bob, message.id))
        finally:
            connection.close()
        call.answer(NEWS)

    web.deeds["/news"] = delete_first
    do_jobs(fetcher)
    assert web.paths[0] == "/news"
    assert previewed(cast.room) == []
    assert not LinkPreview.objects.exists()


def test_a_deleted_message_loses_its_cards_at_once(cast: Cast, news: Message) -> None:
    (card,) = shown(cast, news)
    delete_message(deleter=member_message_of(cast.bob, news.id))
    assert client_of(None).get(card["picture"]["url"]).status_code == 404
    assert not LinkPreview.objects.exists()
    assert "The News" not in str(logged(f"room.{cast.room.id}")), "the log forgets them too"


def test_undoing_brings_them_back(cast: Cast, web: Hostile, fetcher: Fetcher, news: Message) -> None:
    delete_message(deleter=member_message_of(cast.bob, news.id))
    restore_message(restorer=member_message_of(cast.bob, news.id))
    do_jobs(fetcher)
    assert [card["site"] for card in shown(cast, news)] == ["The News"]
    assert len(web.paths) == 2, "the page was still known"


def test_undoing_does_not_bring_back_what_was_taken_away(
    cast: Cast, web: Hostile, fetcher: Fetcher, news: Message
) -> None:
    remove_previews(proof=member_message_of(cast.bob, news.id))
    delete_message(deleter=member_message_of(cast.bob, news.id))
    assert Linked.objects.get().links == [], "addresses go with the words"
    restore_message(restorer=member_message_of(cast.bob, news.id))
    edit(cast, news, f"In other words: {web.url('/news')}")
    assert waiting_jobs() == []
    edit(cast, news, web.url("/plain"), version=1)
    do_jobs(fetcher)
    assert [card["title"] for card in shown(cast, news)] == ["Plain"]


@pytest.mark.parametrize(
    "image",
    ["http://169.254.169.254/p.png", "http://127.0.0.1/p.png", "file:///etc/passwd", "data:image/png;base64,iVBORw0K",
     "//inside.example/p.png", "http://[/", "/news", "/endless", "javascript:alert(1)"],
)  # fmt: skip
def test_a_picture_passes_the_same_guard(
    cast: Cast, web: Hostile, fetcher: Fetcher, names: Names, image: str
) -> None:
    names.answers["inside.example"] = [["10.0.0.1"]]
    web.deeds["/endless"] = lambda call: call.redirect("/endless")
    web.deeds["/page"] = lambda call: call.answer(
        page(f'<title>Page</title><meta property="og:image" content="{image}">')
    )
    message = say(cast.bob, cast.room, web.url("/page"))
    do_jobs(fetcher)
    (card,) = shown(cast, message)
    assert (card["title"], card["picture"]) == ("Page", None)
    assert not Picture.objects.exists()


def test_nobody_makes_this_server_ask_all_day(cast: Cast, web: Hostile) -> None:
    cache.clear()
    for _ in range(ASKING.count + 5):
        say(cast.bob, cast.room, web.url("/news"))
    assert len(waiting_jobs()) == ASKING.count
    say(cast.alice, cast.room, web.url("/news"))
    assert len(waiting_jobs()) == ASKING.count + 1


def test_an_edit_with_other_links_is_previewed_anew(
    cast: Cast, web: Hostile, fetcher: Fetcher, news: Message
) -> None:
    edit(cast, news, f"Rather: {web.url('/plain')}")
    assert shown(cast, news) == [], "what it no longer links to is gone at once"
    do_jobs(fetcher)
    assert [card["title"] for card in shown(cast, news)] == ["Plain"]
    assert [[card["site"] for card in told] for told in previewed(cast.room)] == [
        ["The News"],
        [],
        ["pages.example"],
    ]


def test_an_edit_of_other_words_keeps_its_cards(cast: Cast, web: Hostile, news: Message) -> None:
    before = shown(cast, news)
    edit(cast, news, f"Look at this: {web.url('/news')}")
    assert shown(cast, news) == before
    assert waiting_jobs() == []


def test_the_job_of_an_older_version_does_nothing(cast: Cast, web: Hostile, fetcher: Fetcher) -> None:
    message = say(cast.bob, cast.room, web.url("/news"))
    edit(cast, message, "Nothing to see")
    do_jobs(fetcher)
    assert (web.paths, previewed(cast.room)) == ([], [])


def test_other_words_while_it_is_asked(cast: Cast, web: Hostile, fetcher: Fetcher) -> None:
    """An edit that keeps the links keeps the job as well."""
    message = say(cast.bob, cast.room, web.url("/news"))
    edit(cast, message, f"With words: {web.url('/news')}")
    do_jobs(fetcher)
    assert [card["site"] for card in shown(cast, message)] == ["The News"]


def test_cards_are_taken_away_for_everyone(cast: Cast, web: Hostile, fetcher: Fetcher, news: Message) -> None:
    address = f"/api/messages/{news.id}/previews/"
    for _ in range(2):
        assert client_of(cast.bob).delete(address).status_code == 204
    assert shown(cast, news) == []
    assert [len(told) for told in previewed(cast.room)] == [1, 0], "the second time changes nothing"
    edit(cast, news, f"The same link: {web.url('/news')}")
    do_jobs(fetcher)
    assert shown(cast, news) == [], "it stays away from these links"
    edit(cast, news, f"Another: {web.url('/plain')}", version=1)
    do_jobs(fetcher)
    assert [card["title"] for card in shown(cast, news)] == ["Plain"]


def test_cards_taken_away_before_they_came_never_come(cast: Cast, web: Hostile, fetcher: Fetcher) -> None:
    message = say(cast.bob, cast.room, web.url("/news"))
    remove_previews(proof=member_message_of(cast.bob, message.id))
    do_jobs(fetcher)
    assert shown(cast, message) == []
    assert web.paths == []


def test_who_may_take_cards_away(cast: Cast, news: Message) -> None:
    address = f"/api/messages/{news.id}/previews/"
    assert client_of(cast.carol).delete(address).status_code == 404
    add_members(adder=seat_of(cast.alice, cast.room), people=[cast.carol])
    assert client_of(cast.carol).delete(address).status_code == 403
    assert client_of(cast.anna).delete(address).status_code == 204


def test_of_a_deleted_message_nothing_can_be_taken(cast: Cast, news: Message) -> None:
    delete_message(deleter=member_message_of(cast.bob, news.id))
    with pytest.raises(ChatError) as refused:
        remove_previews(proof=member_message_of(cast.bob, news.id))
    assert refused.value.code == "message_deleted"


@pytest.mark.parametrize("who", ["operator", "admins"])
def test_off_means_no_job_and_nothing_shown(
    cast: Cast, web: Hostile, fetcher: Fetcher, news: Message, settings: Settings, who: str
) -> None:
    (card,) = shown(cast, news)
    message = say(cast.bob, cast.room, web.url("/plain"))
    if who == "operator":
        settings.LINK_PREVIEWS = False
    else:
        Community.objects.update_or_create(id=1, defaults={"name": "Ours", "link_previews": False})
    assert shown(cast, news) == []
    assert client_of(None).get(card["picture"]["url"]).status_code == 404
    do_jobs(fetcher)
    assert (shown(cast, message), "/plain" in web.paths) == ([], False)
    say(cast.bob, cast.room, web.url("/third"))
    assert waiting_jobs() == []


def test_cards_of_many_messages_are_one_query(cast: Cast, web: Hostile, fetcher: Fetcher) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client_of(cast.alice).get("/api/messages/", {"room": str(cast.room.id)})
        return len(asked)

    say(cast.bob, cast.room, web.url("/news"))
    do_jobs(fetcher)
    few = queries()
    for _ in range(5):
        say(cast.bob, cast.room, f"{web.url('/news')} {web.url('/plain')}")
    do_jobs(fetcher)
    assert queries() == few


def test_they_go_with_their_room_and_pictures_that_nobody_shows_go_too(
    cast: Cast, web: Hostile, fetcher: Fetcher, news: Message
) -> None:
    delete_room(owner=seat_of(cast.alice, cast.room), confirm=cast.room.name)
    finish_deleting()
    assert not LinkPreview.objects.exists()
    Page.objects.update(fetched_at="2026-01-01T00:00:00Z")
    Picture.objects.update(created_at="2026-01-01T00:00:00Z")
    other = make_room(cast.alice)
    say(cast.alice, other, web.url("/plain"))
    do_jobs(fetcher)
    assert not Picture.objects.exists()


@given(st.text(alphabet=st.sampled_from("htps:/wW.@ a"), max_size=12))
def test_a_plain_message_holds_no_address(text: str) -> None:
    """It is never even looked at (`previews.apps`)."""
    assert not (is_plain(text) and links._ADDRESS.search(text))
