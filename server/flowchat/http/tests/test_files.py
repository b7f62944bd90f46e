"""Files as answers, over a real server and over Django's own handler: whole, in parts, and only when needed."""

import os
import resource
import socket
import time
from pathlib import Path

import httpx
import pytest

from flowchat.chat.gateway.tests.harness import RunningServer
from flowchat.http.names import clean_name, disposition
from flowchat.http.ranges import Part, Unsatisfiable, read_range
from flowchat.http.tests import urls

FILE = urls.FILE
LAST = len(FILE) - 1
MIB = 1024 * 1024


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "file"
    found.write_bytes(FILE)
    return found


def ask(client: httpx.Client, path: Path, method: str = "GET", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.request(method, "/file-part/", params={"path": str(path)}, headers=named)


def test_the_whole_file(either: httpx.Client, path: Path) -> None:
    answer = ask(either, path)
    assert (answer.status_code, answer.content) == (200, FILE)
    assert answer.headers["content-length"] == str(len(FILE))
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["etag"] == '"a-digest"'


PARTS = [
    ("bytes=0-0", 0, 0),
    ("bytes=0-", 0, LAST),
    ("bytes=500-999", 500, 999),
    ("bytes=262144-786431", 262144, 786431),
    ("bytes=1000000-", 1000000, LAST),
    ("bytes=-500", LAST - 499, LAST),
    ("bytes=-99999999999", 0, LAST),
    ("bytes=1048575-1048575", LAST, LAST),
    (f"bytes=0-{10**30}", 0, LAST),
]
UNREADABLE = ["bytes=0-1,5-9", "bytes=5-2", "bytes=", "bytes=-", "items=0-1", "bytes=a-b", "bytes=1", "0-1"]


def test_one_part(either: httpx.Client, path: Path) -> None:
    for asked, start, end in PARTS:
        answer = ask(either, path, Range=asked)
        assert answer.status_code == 206, asked
        assert answer.headers["content-range"] == f"bytes {start}-{end}/{len(FILE)}"
        assert answer.headers["content-length"] == str(end - start + 1)
        assert answer.content == FILE[start : end + 1]


def test_what_can_not_be_read_gets_the_whole_file(path: Path, either: httpx.Client) -> None:
    for asked in UNREADABLE:
        answer = ask(either, path, Range=asked)
        assert (answer.status_code, len(answer.content)) == (200, len(FILE)), asked


def test_a_part_behind_the_end(either: httpx.Client, path: Path) -> None:
    for asked in ("bytes=1048576-", "bytes=99999999-100000000", "bytes=-0"):
        answer = ask(either, path, Range=asked)
        assert answer.status_code == 416, asked
        assert answer.headers["content-range"] == f"bytes */{len(FILE)}"
        assert answer.json()["error"]["code"] == "range_not_satisfiable"


def test_a_part_of_another_version_is_not_mixed_in(either: httpx.Client, path: Path) -> None:
    same = ask(either, path, Range="bytes=0-9", If_Range='"a-digest"')
    assert (same.status_code, len(same.content)) == (206, 10)
    for other in ('"another"', 'W/"a-digest"', "Wed, 21 Oct 2015 07:28:00 GMT"):
        answer = ask(either, path, Range="bytes=0-9", If_Range=other)
        assert (answer.status_code, len(answer.content)) == (200, len(FILE))


def test_known_bytes_are_not_sent_again(either: httpx.Client, path: Path) -> None:
    for known in ('"a-digest"', 'W/"a-digest"', '"x", "a-digest"', "*"):
        answer = ask(either, path, If_None_Match=known, Range="bytes=0-9")
        assert (answer.status_code, answer.content) == (304, b""), known
        assert answer.headers["etag"] == '"a-digest"'
        assert answer.headers["cache-control"] == "private, max-age=60"
        assert "Cookie" in answer.headers["vary"]
    assert ask(either, path, If_None_Match='"another"').status_code == 200


def test_head_tells_of_it(bridge: httpx.Client, path: Path) -> None:
    answer = ask(bridge, path, "HEAD", Range="bytes=0-9")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(FILE))


def test_the_connection_serves_on_after_a_file(bridge: httpx.Client, path: Path) -> None:
    for _ in range(5):
        assert ask(bridge, path).content == FILE
        assert ask(bridge, path, Range="bytes=5-6").content == FILE[5:7]


def test_a_client_that_leaves_leaves_no_file_open(server: RunningServer, tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(200 * MIB)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        request = f"GET /file-part/?path={large} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        client.sendall(request.encode())
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        assert _is_open(large)
    deadline = time.monotonic() + 30
    while _is_open(large) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_open(large)


def test_a_client_that_takes_nothing_is_left(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Time enough to look at the file before the client is left.
    monkeypatch.setattr("flowchat.chat.adapters.uvicorn.protocol.STALL_SECONDS", 3.0)
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(200 * MIB)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(f"GET /file-part/?path={large} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        assert _is_open(large)
        deadline = time.monotonic() + 30
        while _is_open(large) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not _is_open(large), "it is still connected, and reads nothing"


def test_a_slow_client_makes_the_server_wait_and_not_collect(server: RunningServer, tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(400 * MIB)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        client.sendall(f"GET /file-part/?path={large} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        client.recv(1000)
        time.sleep(0.5)  # time enough for it to read everything, if it did
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
        with httpx.Client(base_url=server.http, timeout=30) as other:
            assert other.get("/nothing/").status_code == 204


def test_a_file_that_lost_its_end_breaks_the_connection(server: RunningServer, tmp_path: Path) -> None:
    """Bytes that are missing must not look like a complete file."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(200 * MIB)  # more than the server can have sent before the end is cut off
    with (
        httpx.Client(base_url=server.http, timeout=30) as client,
        client.stream(
            "GET", "/file-part/", params={"path": str(path)}, headers={"Range": "bytes=0-"}
        ) as answer,
    ):
        os.truncate(path, 1000)
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()


def _is_open(path: Path) -> bool:
    here = Path("/proc/self/fd")
    return any(_leads_to(one, path) for one in here.iterdir())


def _leads_to(link: Path, path: Path) -> bool:
    try:
        return link.readlink() == path
    except OSError:
        return False


def test_reading_ranges() -> None:
    assert read_range("bytes=2-3", 10) == Part(2, 2)
    assert read_range("Bytes= 2-3 ", 10) == Part(2, 2)
    assert read_range("bytes=٣-٤", 10) is None
    with pytest.raises(Unsatisfiable):
        read_range("bytes=0-", 0)
    with pytest.raises(Unsatisfiable):
        read_range("bytes=-1", 0)


@pytest.mark.parametrize(
    ("name", "download", "header"),
    [
        ("report.pdf", True, 'attachment; filename="report.pdf"'),
        ("a b.png", False, 'inline; filename="a b.png"'),
        ("Grüße.txt", True, "attachment; filename=\"Gru_e.txt\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.txt"),
        ("文件.png", True, "attachment; filename=\"__.png\"; filename*=UTF-8''%E6%96%87%E4%BB%B6.png"),
        ('a"b\\c.txt', True, "attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a%22b_c.txt"),
        ("a\r\nSet-Cookie: b=1", True, 'attachment; filename="aSet-Cookie: b=1"'),
        ("../../etc/passwd", True, 'attachment; filename=".._.._etc_passwd"'),
        ("\u202egnp.exe", True, 'attachment; filename="gnp.exe"'),
        ("50%.txt", True, "attachment; filename=\"50_.txt\"; filename*=UTF-8''50%25.txt"),
        ("\x00\ud800", True, 'attachment; filename="file"'),
        ("a;b='c'.txt", True, "attachment; filename=\"a;b='c'.txt\""),
    ],
)
def test_names_in_headers(name: str, download: bool, header: str) -> None:
    assert disposition(name, download=download) == header
    assert header.isascii()


def test_a_name_keeps_what_people_wrote() -> None:
    assert clean_name("  Urlaub – Tag 1 (final) 🏝️.jpg ") == "Urlaub – Tag 1 (final) 🏝️.jpg"
