"""Certificates are checked against the name of the link, not against the address it was pinned to."""

import ssl

import pytest
import trustme

from flowchat.chat.previews.fetcher.refused import Refused
from flowchat.chat.previews.tests.conftest import MakeFetcher, Names
from flowchat.chat.previews.tests.hostile import Hostile, page

HELLO = page("<title>Hello</title>")


def certified(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


async def test_the_right_name(make_fetcher: MakeFetcher, authority: trustme.CA) -> None:
    with Hostile({"/": lambda call: call.answer(HELLO)}, tls=certified(authority, "pages.example")) as server:
        assert (await make_fetcher(server).page(server.url("/"))).body == HELLO


@pytest.mark.parametrize("name", ["other.example", "127.0.0.1", "*.pages.example"])
async def test_another_name(make_fetcher: MakeFetcher, authority: trustme.CA, name: str) -> None:
    """A certificate for the very address we connect to is none for the name either."""
    with (
        Hostile({"/": lambda call: call.answer(HELLO)}, tls=certified(authority, name)) as server,
        pytest.raises(Refused, match="certificate"),
    ):
        await make_fetcher(server).page(server.url("/"))
    assert server.heads == []


async def test_a_stranger_vouches(make_fetcher: MakeFetcher) -> None:
    with (
        Hostile(
            {"/": lambda call: call.answer(HELLO)}, tls=certified(trustme.CA(), "pages.example")
        ) as server,
        pytest.raises(Refused, match="certificate"),
    ):
        await make_fetcher(server).page(server.url("/"))
    assert server.heads == []


async def test_a_redirect_to_the_wrong_name(
    make_fetcher: MakeFetcher, authority: trustme.CA, names: Names
) -> None:
    names.answers["secret.example"] = [["127.0.0.1"]]
    with Hostile({"/": lambda call: call.answer(HELLO)}, tls=certified(authority, "pages.example")) as server:
        server.deeds["/"] = lambda call: call.redirect(server.url("/", host="secret.example"))
        with pytest.raises(Refused, match="certificate"):
            await make_fetcher(server).page(server.url("/"))
    assert server.paths == ["/"]


async def test_plain_http_where_tls_is_expected(make_fetcher: MakeFetcher) -> None:
    with Hostile({"/": lambda call: call.answer(HELLO)}) as server, pytest.raises(Refused):
        await make_fetcher(server).page(server.url("/").replace("http:", "https:"))
    assert server.heads == []
