"""Every range that is not the public internet is refused, in every spelling."""

from ipaddress import IPv4Network, IPv6Network, ip_address

import pytest

from flowchat.chat.previews.fetcher.guard import Guard
from flowchat.chat.previews.fetcher.ranges import REFUSED_V4, REFUSED_V6, is_public
from flowchat.chat.previews.fetcher.refused import Refused
from flowchat.chat.previews.fetcher.targets import LONGEST_URL, parse_target
from flowchat.chat.previews.tests.conftest import Names

PUBLIC = (
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
    "169.253.255.255", "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255", "11.0.0.0",
    "2606:4700:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888", "2003::1", "2400:cb00::1",
)  # fmt: skip
PRIVATE_V6 = (
    "::", "::1", "::7f00:1", "::808:808", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "64:ff9b:1:ffff::1", "100::1", "100:0:0:1::1",
    "2001::1", "2001:0:7f00:1::", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1",
    "2002:808:808::1", "3ffe::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1",
    "fe80::1%1", "2a00:1450:4001::200e%1", "febf::1", "fec0::1", "feff::1", "ff02::1", "ff0e::1", "4000::1",
    "e000::1", "2a00:1450:4001:82a:0:5efe:7f00:1", "2a00:1450:4001:82a:200:5efe:a00:1", "2620:4f:8000::1",
)  # fmt: skip
NUMBERS_IN_DISGUISE = (
    "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1", "0", "0x",
    "127.0.0.1.", "127.0.0.01", "0x8.8.8.8", "1.1.1.1.1", "256.256.256.256", "example.0x7f", "foo.1",
)  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_let_through(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize("network", REFUSED_V4.values())
def test_the_first_middle_and_last_address_of_each_v4_range_is_refused(network: str) -> None:
    whole = IPv4Network(network)
    for index in (0, whole.num_addresses // 2, -1):
        assert not is_public(whole[index])


@pytest.mark.parametrize("network", REFUSED_V6.values())
def test_the_first_and_last_address_of_each_v6_range_is_refused(network: str) -> None:
    whole = IPv6Network(network)
    assert not is_public(whole[0])
    assert not is_public(whole[-1])


@pytest.mark.parametrize("text", PRIVATE_V6)
def test_v6_addresses_that_are_near_or_hold_v4_are_refused(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize(
    "host",
    [*NUMBERS_IN_DISGUISE, "127.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "[fe80::1%25eth0]",
     "[::ffff:7f00:1]", "127。0。0。1", "１２７.0.0.1", "①②⑦.⓪.⓪.①"],
)  # fmt: skip
async def test_loopback_in_every_spelling_is_refused(host: str) -> None:
    guard = Guard(resolve=Names().resolve)
    with pytest.raises(Refused):
        await guard.addresses_of(guard.check(f"http://{host}/"))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://pages.example/", "gopher://pages.example/", "data:text/html,hello",
        "javascript:alert(1)", "//pages.example/", "http:pages.example", "http:///path", "http://", "",
        "http://user@pages.example/", "http://user:password@pages.example/", "http://@pages.example/",
        "http://pages.example:22/", "http://pages.example:6379/", "http://pages.example:8080/",
        "http://pages.example:0/", "http://pages.example:99999/", "http://pages.example:x/",
        "http://localhost/", "http://LOCALHOST./", "http://intranet/", "http://printer.local/",
        "http://metadata.google.internal/", "http://router.lan/", "http://a..b.example/",
        "http://-a.example/", "http://pages.example\\@127.0.0.1/", "http://pages.example /",
        "http://pages.example/\r\nX-Injected: 1", "http://pages.example/\ttab", "http://pages%2eexample/",
        "http://pages.example/" + "a" * LONGEST_URL, "http://[::1/", "http://[v1.x]/", "http://a_b$.example/",
        "http://" + "a" * 64 + ".example/", "http://pages.example/\ud800",
    ],
)  # fmt: skip
def test_forms_that_are_refused_without_asking_anybody(url: str) -> None:
    with pytest.raises(Refused):
        parse_target(url)


@pytest.mark.parametrize(
    ("url", "reached"),
    [
        ("HTTP://Pages.Example", "http://pages.example/"),
        ("http://pages.example:80/a", "http://pages.example/a"),
        ("https://pages.example:443/a?b=c#d", "https://pages.example/a?b=c"),
        ("http://pages.example:443/", "http://pages.example:443/"),
        ("https://bücher.example/ä b".replace(" ", "%20"), "https://xn--bcher-kva.example/%C3%A4%20b"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://pages.example./?q=日本", "https://pages.example/?q=%E6%97%A5%E6%9C%AC"),
        ("https://1.1.1.1/", "https://1.1.1.1/"),
        ("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"),
    ],
)
def test_what_is_reached(url: str, reached: str) -> None:
    assert parse_target(url).url == reached


@pytest.mark.parametrize("private", ["10.0.0.1", "::1", "192.168.1.1", "fd00::1", "169.254.169.254"])
async def test_one_private_address_among_public_ones_refuses_them_all(names: Names, private: str) -> None:
    names.answers["mixed.example"] = [["1.1.1.1", private, "2606:4700:4700::1111"]]
    guard = Guard(resolve=names.resolve)
    with pytest.raises(Refused, match="not a public one"):
        await guard.addresses_of(guard.check("http://mixed.example/"))


async def test_a_door_is_one_address_at_one_port(names: Names) -> None:
    guard = Guard(resolve=names.resolve, doors=frozenset([("127.0.0.1", 8123)]))
    assert await guard.addresses_of(guard.check("http://pages.example:8123/")) == [ip_address("127.0.0.1")]
    names.answers["other.example"] = [["127.0.0.2"]]
    names.answers["open.example"] = [["1.1.1.1"]]
    for url in ("http://pages.example/", "http://other.example:8123/", "http://open.example:8123/"):
        with pytest.raises(Refused):
            await guard.addresses_of(guard.check(url))


async def test_production_has_no_doors() -> None:
    assert Guard().doors == frozenset()
    with pytest.raises(Refused):
        Guard().check("http://pages.example:8123/")
