"""The configurations of ops/vm in the real servers: everything that a proxy can spoil."""

import base64
import hashlib
import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.proxies import Caddy, Nginx, Proxy
from tools.person import Person
from tools.stack import Stack

MB = 1024 * 1024
PART = 8 * MB


@dataclass
class Served:
    """Alice and Bob at a server, as they reach it: through the proxy."""

    proxy: Proxy
    stack: Stack
    alice: Person
    bob: Person
    room: str


def behind(proxy_kind: type[Proxy], things: ExitStack) -> Served:
    proxy = proxy_kind()
    settings = {"FLOWCHAT_PUBLIC_URL": proxy.url, "FLOWCHAT_TRUSTED_PROXIES": "127.0.0.1"}
    stack = things.enter_context(Stack(environment=settings, prepared=True))
    proxy.upstream = stack.port
    things.enter_context(proxy)
    # What speaks TLS in this process finds the proxy's authority there.
    things.enter_context(pytest.MonkeyPatch.context()).setenv("SSL_CERT_FILE", str(proxy.authority))
    alice, bob = Person(proxy.url), Person(proxy.url)
    for person in (alice, bob):
        things.enter_context(closing(person.http))
    room = alice.set_up(stack.setup_token)["room_id"]
    bob.register("Bob", invite=alice.invite())
    return Served(proxy, stack, alice, bob, room)


@pytest.fixture(scope="module", params=[Caddy, Nginx], ids=["caddy", "nginx"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    with ExitStack() as things:
        yield behind(request.param, things)


def begin(person: Person, size: int) -> str:
    """Announce a file in parts and return where it goes."""
    name = base64.b64encode(b"film.bin").decode()
    headers = {**tus(person), "Upload-Length": str(size), "Upload-Metadata": f"filename {name}"}
    answer = person.http.post("/api/uploads/", headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def tus(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.access}", "Tus-Resumable": "1.0.0"}


def send_part(person: Person, place: str, offset: int, data: bytes) -> httpx.Response:
    kind = "application/offset+octet-stream"
    headers = {**tus(person), "Upload-Offset": str(offset), "Content-Type": kind}
    return person.http.patch(place, content=data, headers=headers)


def offset_of(person: Person, place: str) -> int:
    """How much of a file in parts is there; nothing while it can't be told."""
    return int(person.http.head(place, headers=tus(person)).headers.get("Upload-Offset", 0))


def test_messages_arrive_over_the_socket(served: Served) -> None:
    with served.bob.socket() as socket:
        said = served.alice.say(served.room, "Through the proxy")
        assert socket.hear_event("message.sent")["event"]["message"]["id"] == said["id"]


def test_pages_of_other_sites_get_no_socket(served: Served) -> None:
    address = served.proxy.url.replace("https", "wss") + "/ws/"
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(address, origin=Origin("https://elsewhere.example"), ssl=served.proxy.trust()),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_files_pass_whole_and_in_ranges(served: Served) -> None:
    data = os.urandom(2 * PART + 12_345)
    place = begin(served.alice, len(data))
    for offset in range(0, len(data), PART):
        assert send_part(served.alice, place, offset, data[offset : offset + PART]).status_code == 204
    upload = served.alice.call("GET", place.removeprefix("/api/"))["upload"]["id"]
    headers = {"Authorization": f"Bearer {served.alice.access}"}
    path = f"/api/files/{upload}/"
    whole = served.alice.http.get(path, headers=headers)
    assert hashlib.sha256(whole.content).digest() == hashlib.sha256(data).digest()
    part = served.alice.http.get(path, headers={**headers, "Range": "bytes=9000000-9000099"})
    assert (part.status_code, part.content) == (206, data[9_000_000:9_000_100])
    assert part.headers["Content-Range"] == f"bytes 9000000-9000099/{len(data)}"
    again = served.alice.http.get(path, headers={**headers, "If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304


def test_an_upload_that_breaks_off_keeps_what_came(served: Served) -> None:
    """A proxy that collects bodies first would have sent on nothing of it."""
    place = begin(served.alice, 4 * MB)
    head = [
        f"PATCH {place} HTTP/1.1",
        "Host: localhost:" + str(served.proxy.port),
        *(f"{name}: {value}" for name, value in tus(served.alice).items()),
        "Upload-Offset: 0",
        "Content-Type: application/offset+octet-stream",
        f"Content-Length: {4 * MB}",
    ]
    with ssl_line(served.proxy) as line:
        line.sendall(("\r\n".join(head) + "\r\n\r\n").encode() + bytes(3 * MB))
        deadline = time.monotonic() + 30
        while offset_of(served.alice, place) < MB:
            assert time.monotonic() < deadline, "nothing of it has come"
            time.sleep(0.1)
    assert offset_of(served.alice, place) >= MB


def test_what_is_too_large_is_refused_in_words(served: Served) -> None:
    body = {"room": served.room, "text": "x" * 200_000}
    answer = served.alice.send("POST", "messages/", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_the_address_of_a_person_is_the_proxys_word_alone(served: Served) -> None:
    """Else a made-up address for each try would be a way around the limit on sign-ins."""
    codes = [
        served.bob.http.post(
            "/api/auth/login/",
            json={"login": "nobody", "password": "guess after guess"},
            headers={"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"},
        ).status_code
        for number in range(11)
    ]
    assert codes == [401] * 10 + [429]


def test_tls_is_everywhere(served: Served) -> None:
    plain = httpx.get(f"http://localhost:{served.proxy.plain}/rooms", headers={"Host": "localhost"})
    assert plain.status_code in (301, 308)
    assert plain.headers["Location"].startswith("https://localhost")
    page = served.alice.http.get("/api/community/")
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")
    assert all(cookie.secure for cookie in served.alice.http.cookies.jar)
    assert len(served.alice.http.cookies.jar) == 2


def test_the_numbers_are_not_for_everyone(served: Served) -> None:
    assert served.alice.http.get("/metrics").status_code in (401, 403, 404)
    assert served.alice.http.get("/healthz").text == "ok"


def test_scripts_are_compressed_and_answers_are_not(served: Served) -> None:
    headers = {"Accept-Encoding": "gzip"}
    page = served.alice.http.get("/", headers=headers).text
    script = page.partition('src="/assets/')[2].partition('"')[0]
    assert served.alice.http.get(f"/assets/{script}", headers=headers).headers["Content-Encoding"] == "gzip"
    answer = served.alice.http.get("/api/schema/", headers=headers)
    assert "Content-Encoding" not in answer.headers


def ssl_line(proxy: Proxy) -> ssl.SSLSocket:
    """Open a TLS connection to write a request on by hand."""
    raw = socket.create_connection(("127.0.0.1", proxy.port), timeout=20)
    return proxy.trust().wrap_socket(raw, server_hostname="localhost")
