"""The opening handshake (RFC 6455 section 4.2), over real sockets, and what applications may do with it."""

from collections.abc import Callable

import pytest

from flowchat.chat.adapters.uvicorn.tests.conftest import serving
from flowchat.chat.adapters.uvicorn.tests.talk import CLOSE, TEXT, Frame, Talk, frame, upgrade
from flowchat.http.asgi import Receive, Scope, Send

Open = Callable[..., Talk]


def test_the_answer_is_the_standards_own_example(talk: Open) -> None:
    head, *fields = talk().answer.split(b"\r\n")
    found = {name.lower(): value.strip() for name, _, value in (field.partition(b":") for field in fields)}
    assert head == b"HTTP/1.1 101 Switching Protocols"
    assert found[b"sec-websocket-accept"] == b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert (found[b"upgrade"], found[b"connection"]) == (b"websocket", b"Upgrade")
    assert b"sec-websocket-extensions" not in found
    assert b"sec-websocket-protocol" not in found


FAILING = {
    "no key": (upgrade(without=[b"key"]), 400),
    "two keys": (upgrade(b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), 400),
    "a short key": (upgrade(b"Sec-WebSocket-Key: c2hvcnQ=", without=[b"key"]), 400),
    "a key that is none": (upgrade(b"Sec-WebSocket-Key: !", without=[b"key"]), 400),
    "no version": (upgrade(without=[b"version"]), 426),
    "an old version": (upgrade(b"Sec-WebSocket-Version: 8", without=[b"version"]), 426),
    "two versions": (upgrade(b"Sec-WebSocket-Version: 8"), 426),
    "no host": (upgrade(without=[b"host"]), 400),
    "another method": (upgrade(method=b"PUT"), 405),
}


@pytest.mark.parametrize("what", FAILING)
def test_handshakes_that_fail(talk: Open, what: str) -> None:
    handshake, status = FAILING[what]
    one = talk(handshake)
    assert one.status == status
    assert (b"sec-websocket-version: 13" in one.answer) is (status == 426)
    while one.raw.recv(4096):
        pass  # the reason; then it hangs up


@pytest.mark.parametrize(
    "lines",
    [
        [b"Connection: keep-alive, Upgrade"],
        [b"connection: upgrade"],
        [b"Connection: Upgrade", b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"],
        [b"Connection: Upgrade", b"Sec-WebSocket-Protocol: chat, superchat"],
    ],
)
def test_handshakes_as_browsers_and_proxies_send_them(talk: Open, lines: list[bytes]) -> None:
    one = talk(upgrade(*lines, without=[b"connection"]))
    assert one.status == 101
    assert b"extensions" not in one.answer
    one.send(frame(TEXT, b"hello"))
    assert one.next() == Frame(TEXT, b"hello")


async def _unsure(scope: Scope, receive: Receive, send: Send) -> None:
    """Do what the path says."""
    await receive()
    match scope["path"]:
        case "/refuse":
            await send({"type": "websocket.close", "code": 1008})
        case "/forget":
            return
        case "/fail":
            raise ValueError
        case "/choose":
            chosen = scope["subprotocols"][-1]
            await send({"type": "websocket.accept", "subprotocol": chosen, "headers": [(b"x-one", b"1")]})
            await send({"type": "websocket.send", "text": scope["query_string"].decode()})
        case "/late-fail":
            await send({"type": "websocket.accept"})
            raise ValueError


@pytest.mark.parametrize(("path", "status"), [(b"/refuse", 403), (b"/forget", 500), (b"/fail", 500)])
def test_applications_that_do_not_accept(path: bytes, status: int, caplog: pytest.LogCaptureFixture) -> None:
    with serving(_unsure) as port:
        one = Talk(port, upgrade().replace(b"GET / ", b"GET " + path + b" "))
        assert one.status == status
        while one.raw.recv(4096):
            pass
        one.close()
    assert ("Exception in ASGI application" in caplog.text) is (path == b"/fail")


def test_an_application_chooses(caplog: pytest.LogCaptureFixture) -> None:
    with serving(_unsure) as port:
        handshake = upgrade(b"Sec-WebSocket-Protocol: chat, superchat")
        one = Talk(port, handshake.replace(b"GET / ", b"GET /choose?a=%20b "))
        assert one.status == 101
        assert b"sec-websocket-protocol: superchat" in one.answer
        assert b"x-one: 1" in one.answer
        assert one.next() == Frame(TEXT, b"a=%20b")
        assert one.next() == Frame(CLOSE, b"\x03\xe8"), "it returned"
        one.close()
        one = Talk(port, upgrade().replace(b"GET / ", b"GET /late-fail "))
        assert one.next() == Frame(CLOSE, b"\x03\xf3")
        one.close()
    assert caplog.text.count("Exception in ASGI application") == 1
