"""The fetcher against a hostile server, over real sockets."""

import socket

import pytest

from flowchat.chat.previews.fetcher.exchange import LARGEST_HEAD
from flowchat.chat.previews.fetcher.fetch import PAGE_BYTES, PICTURE_BYTES, Fetcher
from flowchat.chat.previews.fetcher.guard import Guard
from flowchat.chat.previews.fetcher.refused import Refused
from flowchat.chat.previews.tests.conftest import MakeFetcher, Names
from flowchat.chat.previews.tests.hostile import Call, Deed, Hostile, gzip_bomb, packed, page

HELLO = page("<title>Hello</title>")
PICTURE = "Content-Type: image/png"


def loop(call: Call) -> None:
    call.redirect(call.path)


def count_on(call: Call) -> None:
    call.redirect(f"/count?{int(call.path.partition('?')[2] or 0) + 1}")


def two_answers(call: Call) -> None:
    """A second answer rides along on the connection, as if to be taken for that of the next request."""
    call.answer(HELLO, "Connection: keep-alive")
    call.answer(page("<title>Smuggled</title>"))


def interim(call: Call) -> None:
    call.say(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 3)
    call.answer(HELLO)


def cut(call: Call) -> None:
    call.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<title>Half")


def chunked(call: Call) -> None:
    call.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    call.say(b"5\r\n<titl\r\n", b"8\r\ne>Chunks\r\n", b"0\r\n\r\n")


def until_closed(call: Call) -> None:
    call.say(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", HELLO)


def endless(call: Call) -> None:
    call.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Endless</title>")
    while True:
        call.say(b" " * 65536)


def endless_picture(call: Call) -> None:
    call.say(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")
    while True:
        call.say(b"\x89PNG" * 16384)


def endless_interim(call: Call) -> None:
    while True:
        call.say(b"HTTP/1.1 100 Continue\r\n\r\n")


def endless_nothing(call: Call) -> None:
    """Compressed blocks that hold nothing: they decode to no byte at all, for as long as one reads."""
    call.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: deflate\r\n\r\n\x78\x9c")
    while True:
        call.say(b"\x00\x00\x00\xff\xff" * 10_000)


def slow_head(call: Call) -> None:
    call.say(b"HTTP/1.1 200 OK\r\n")
    call.drip(b"X-Wait: a\r\n", 0.1)


def slow_body(call: Call) -> None:
    call.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Slow</title>")
    call.drip(b" ", 0.1)


def silent(call: Call) -> None:
    call.wait(20)


def slow_redirects(call: Call) -> None:
    call.wait(0.4)
    call.redirect("/slow-redirects")


def nothing(call: Call) -> None:
    """Hang up without a word."""


def says(data: bytes) -> Deed:
    return lambda call: call.say(data)


def answers(body: bytes, *headers: str, status: str = "200 OK") -> Deed:
    return lambda call: call.answer(body, *headers, status=status)


async def title_of(make: MakeFetcher, deed: Deed, **settings: float) -> bytes:
    with Hostile({"/": deed}) as server:
        return (await make(server, **settings).page(server.url("/"))).body


async def test_a_page_is_fetched(make_fetcher: MakeFetcher) -> None:
    with Hostile({"/": answers(HELLO)}) as server:
        found = await make_fetcher(server).page(server.url("/"))
    assert (found.body, found.content_type, found.charset) == (HELLO, "text/html", "utf-8")
    (head,) = server.heads
    names = {line.partition(":")[0].lower() for line in head.splitlines()[1:] if line}
    assert names == {"host", "user-agent", "accept", "accept-language", "accept-encoding", "connection"}
    assert f"Host: pages.example:{server.port}" in head


async def test_no_cookie_comes_back_and_no_referrer_is_told(make_fetcher: MakeFetcher) -> None:
    deeds: dict[str, Deed] = {
        "/": lambda call: call.answer(b"", "Location: /b?c=d", "Set-Cookie: a=b; Path=/", status="302 Found"),
        "/b": answers(HELLO, "Set-Cookie: e=f"),
    }
    with Hostile(deeds) as server:
        fetcher = make_fetcher(server)
        await fetcher.page(server.url("/"))
        found = await fetcher.page(server.url("/"))
    assert found.url == server.url("/b?c=d")
    assert not [head for head in server.heads if "cookie" in head.lower() or "refer" in head.lower()]


@pytest.mark.parametrize(
    "deed",
    [interim, chunked, until_closed, two_answers, answers(packed(HELLO), "Content-Encoding: gzip")],
    ids=["interim", "chunked", "until closed", "two answers", "gzip"],
)
async def test_what_honest_servers_do_too(make_fetcher: MakeFetcher, deed: Deed) -> None:
    body = await title_of(make_fetcher, deed)
    assert body in (HELLO, b"<title>Chunks")


@pytest.mark.parametrize(
    "deed",
    [
        loop,
        count_on,
        cut,
        endless_interim,
        nothing,
        says(b"<html><title>HTTP/0.9</title></html>"),
        says(b"SSH-2.0-OpenSSH_9.2\r\n"),
        says(b"\x15\x03\x01\x00\x02\x02\x16" * 100),
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello"),
        says(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"),
        says(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        says(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
        ),
        says(b"HTTP/1.1 200 OK\r\nX-Bad: a\x00b\r\n\r\n"),
        says(b"HTTP/1.1 200 OK\r\nX-Huge: " + b"a" * (2 * LARGEST_HEAD) + b"\r\n\r\n"),
        says(b"HTTP/1.1 200 OK\r\n" + b"X-Many: a\r\n" * (LARGEST_HEAD // 5) + b"\r\n"),
        answers(HELLO, status="404 Not Found"),
        answers(HELLO, status="500 Internal Server Error"),
        answers(HELLO, status="206 Partial Content"),
        answers(b"", status="302 Found"),
        answers(b"%PDF", "Content-Type: application/pdf"),
        answers(b"x", "Content-Type: text/plain"),
        answers(b"x", "Content-Type: image/svg+xml"),
        answers(HELLO, "Content-Encoding: br"),
        answers(HELLO, "Content-Encoding: gzip, gzip"),
        answers(HELLO, "Content-Encoding: gzip"),
    ],
)
async def test_what_is_refused(make_fetcher: MakeFetcher, deed: Deed) -> None:
    with Hostile({"/": deed, "/count": deed}) as server, pytest.raises(Refused):
        await make_fetcher(server).page(server.url("/"))
    assert len(server.heads) <= 6, "five redirects at most"


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1/", "http://127.0.0.1:{port}1/", "http://localhost:{port}/", "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/", "http://2130706433:{port}/", "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd", "ftp://pages.example/", "gopher://pages.example:{port}/_GET",
        "data:text/html,<title>x</title>", "javascript:alert(1)", "//inside.example/", "http://inside.example/",
        "http://user:password@pages.example:{port}/there", "http://pages.example:22/", "https://nowhere.example/",
        "http://pages.example:{port}/\\\\there", "http://[/",
    ],
)  # fmt: skip
async def test_a_redirect_is_checked_like_the_link_itself(
    make_fetcher: MakeFetcher, names: Names, place: str
) -> None:
    """The listener would answer: what must stop the fetcher is the guard, not a closed port."""
    names.answers["inside.example"] = [["10.1.2.3"]]
    with Hostile({"/there": answers(HELLO)}) as server:
        server.deeds["/"] = lambda call: call.redirect(place.format(port=server.port))
        server.deeds["/latest/meta-data/"] = answers(HELLO)
        with pytest.raises(Refused):
            await make_fetcher(server).page(server.url("/"))
    assert server.paths == ["/"]


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
@pytest.mark.parametrize(
    "place", ["/there", "there", "//pages.example:{port}/there", "/there#part", "/th%65re"]
)
async def test_honest_redirects_are_followed(make_fetcher: MakeFetcher, status: str, place: str) -> None:
    with Hostile({"/there": answers(HELLO), "/th%65re": answers(HELLO)}) as server:
        server.deeds["/"] = lambda call: call.redirect(place.format(port=server.port), status)
        found = await make_fetcher(server).page(server.url("/"))
    assert found.body == HELLO
    assert "#" not in found.url


async def test_five_redirects_are_followed(make_fetcher: MakeFetcher) -> None:
    deeds: dict[str, Deed] = {
        f"/{step}": lambda call: call.redirect(str(int(call.path[1:]) + 1)) for step in range(5)
    }
    with Hostile({**deeds, "/5": answers(HELLO)}) as server:
        assert (await make_fetcher(server).page(server.url("/0"))).body == HELLO


async def test_a_name_is_looked_up_once_for_each_step_and_pinned(
    make_fetcher: MakeFetcher, names: Names
) -> None:
    """DNS rebinding: the first answer is fine, every later one leads inside. The connection goes to the first."""
    names.answers["turning.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    with Hostile({"/": answers(HELLO)}) as server:
        fetcher = make_fetcher(server)
        assert (await fetcher.page(server.url("/", host="turning.example"))).body == HELLO
        assert names.asked == ["turning.example"]
        with pytest.raises(Refused, match="not a public one"):
            await fetcher.page(server.url("/", host="turning.example"))
    assert len(server.heads) == 1


async def test_a_redirect_to_the_same_name_is_looked_up_and_checked_anew(
    make_fetcher: MakeFetcher, names: Names
) -> None:
    names.answers["turning.example"] = [["127.0.0.1"], ["169.254.169.254"]]
    with (
        Hostile({"/": lambda call: call.redirect("/next"), "/next": answers(HELLO)}) as server,
        pytest.raises(Refused, match="not a public one"),
    ):
        await make_fetcher(server).page(server.url("/", host="turning.example"))
    assert server.paths == ["/"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1.nip.example", "nothing-here.invalid"])
async def test_the_systems_own_names_lead_nowhere_near(make_fetcher: MakeFetcher, host: str) -> None:
    with Hostile({"/": answers(HELLO)}) as server, pytest.raises(Refused):
        await make_fetcher(server, real_names=True).page(server.url("/", host=host))
    assert server.heads == []


async def test_an_address_that_is_dead_is_followed_by_the_next(
    names: Names,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead = taken.getsockname()[1]
    with Hostile({"/": answers(HELLO)}) as server:
        doors = frozenset((host, port) for host in ("127.0.0.9", "127.0.0.1") for port in (dead, server.port))
        fetcher = Fetcher(guard=Guard(resolve=names.resolve, doors=doors))
        names.answers["pages.example"] = [["127.0.0.9", "127.0.0.1"]]
        assert (await fetcher.page(server.url("/"))).body == HELLO
        with pytest.raises(Refused, match="nothing answers"):
            await fetcher.page(f"http://pages.example:{dead}/")


async def test_a_page_is_cut_at_its_limit(make_fetcher: MakeFetcher) -> None:
    body = await title_of(make_fetcher, endless, seconds=20.0)
    assert len(body) == PAGE_BYTES
    assert body.startswith(b"<title>Endless</title>")


async def test_a_bomb_does_not_go_off(make_fetcher: MakeFetcher) -> None:
    body = await title_of(make_fetcher, answers(gzip_bomb(300), "Content-Encoding: gzip"), seconds=20.0)
    assert len(body) == PAGE_BYTES


async def test_a_body_that_decodes_to_nothing_ends_too(make_fetcher: MakeFetcher) -> None:
    assert await title_of(make_fetcher, endless_nothing, seconds=20.0) == b""


async def test_a_picture_too_large_is_no_picture(make_fetcher: MakeFetcher) -> None:
    fits, over = b"a" * PICTURE_BYTES, b"a" * (PICTURE_BYTES + 1)
    with Hostile(
        {"/fits": answers(fits, PICTURE), "/over": answers(over, PICTURE), "/endless": endless_picture}
    ) as server:
        fetcher = make_fetcher(server, seconds=20.0)
        assert (await fetcher.picture(server.url("/fits"))).body == fits
        for path in ("/over", "/endless"):
            with pytest.raises(Refused, match="too large"):
                await fetcher.picture(server.url(path))


@pytest.mark.parametrize("deed", [slow_head, slow_body, silent, slow_redirects])
async def test_slow_servers_get_no_more_time_than_others(make_fetcher: MakeFetcher, deed: Deed) -> None:
    """Each step alone is quick enough; the limit is on all of them together."""
    with Hostile({"/": deed, "/slow-redirects": deed}) as server, pytest.raises(Refused, match="too long"):
        await make_fetcher(server, seconds=1.0).page(server.url("/"))
