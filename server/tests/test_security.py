"""What the server tells browsers to forbid, and what it refuses itself, seen from outside."""

import socket
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.conftest import Town
from tools.stack import Stack

PATHS = (
    "/",
    "/sign-in",
    "/api/community/",
    "/api/nothing/",
    "/api/schema/",
    "/api/docs/",
    "/admin/login/",
    "/healthz",
)
ELSEWHERE = "https://elsewhere.example"


@pytest.fixture(scope="module")
def web(town: Town) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=town.url) as client:
        yield client


def policy_of(response: httpx.Response) -> dict[str, list[str]]:
    parts = [part.split() for part in response.headers["content-security-policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_what_we_never_ask_for(web: httpx.Client, path: str) -> None:
    response = web.get(path)
    headers = response.headers
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert "'unsafe-eval'" not in str(policy)
    assert "'unsafe-inline'" not in policy.get("script-src", [])
    assert not [value for values in policy.values() for value in values if "." in value or value == "*"], (
        "own origin only"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "server" not in headers
    assert "strict-transport-security" not in headers, "this server is not behind TLS"


def test_the_clients_page_allows_no_inline_style(web: httpx.Client) -> None:
    policy = policy_of(web.get("/"))
    assert policy["script-src"] == ["'self'"]
    assert "'unsafe-inline'" not in policy["style-src"]


def test_a_nonce_is_used_once(web: httpx.Client) -> None:
    first, second = (policy_of(web.get("/"))["style-src"] for _ in range(2))
    assert [value for value in first if value.startswith("'nonce-")]
    assert first != second


def test_answers_of_the_api_are_kept_nowhere(web: httpx.Client) -> None:
    assert web.get("/api/community/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
def test_other_sites_are_told_nothing(web: httpx.Client, method: str) -> None:
    headers = {"Origin": ELSEWHERE, "Access-Control-Request-Method": "POST"}
    response = web.request(method, "/api/auth/login/", headers=headers)
    assert not [name for name in response.headers if name.startswith("access-control-")]


def test_another_site_may_not_use_the_refresh_cookie(town: Town) -> None:
    response = town.carol.http.post("/api/auth/refresh/", headers={"Origin": ELSEWHERE})
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "cross_site"


def test_another_site_may_not_open_a_socket(town: Town) -> None:
    address = town.url.replace("http", "ws", 1) + "/ws/"
    with pytest.raises(InvalidStatus) as refused, connect(address, origin=Origin(ELSEWHERE)):
        pass
    assert refused.value.response.status_code == 403


def test_an_unknown_host_is_refused(web: httpx.Client) -> None:
    assert web.get("/api/community/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_a_refused_host_is_told_in_the_error_shape(web: httpx.Client) -> None:
    response = web.get("/api/community/", headers={"Host": "elsewhere.example"})
    assert response.json()["error"]["code"] == "invalid"


def test_what_is_for_machines_is_no_page(web: httpx.Client) -> None:
    for path, text in (("/healthz", "ok"), ("/healthz/", "ok"), ("/readyz/", "ready")):
        assert web.get(path).text == text
    assert web.get("/api").status_code == 404
    assert web.get("/api").json()["error"]["code"] == "not_found"
    assert web.get("/admin").headers["location"] == "/admin/"


def test_head_asks_for_what_get_would_answer(web: httpx.Client) -> None:
    response = web.head("/api/community/")
    assert (response.status_code, response.content) == (200, b"")


def test_a_large_body_is_refused(town: Town) -> None:
    response = town.bob.send("POST", "messages/", {"text": "x" * 300_000})
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"


@pytest.mark.parametrize("line", [b"a" * 1000, b"a" * 900 + b"\r\nX-More: "])
def test_a_head_without_end_is_refused(town: Town, line: bytes) -> None:
    """One long header, or many: the server holds no more of it than its limit."""
    with socket.create_connection(("127.0.0.1", town.stack.port), timeout=10) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
        try:
            for _ in range(5000):
                connection.sendall(line)
            refused = connection.recv(100).startswith(b"HTTP/1.1 400 ")
        except ConnectionError:
            refused = True  # hung up on while still sending
    assert refused


def test_a_long_but_bearable_head_is_read(web: httpx.Client) -> None:
    assert web.get("/healthz", headers={"X-Long": "a" * 60_000}).status_code == 200


def test_the_description_is_the_same_for_everyone(web: httpx.Client) -> None:
    plain = web.get("/api/schema/")
    assert plain.text.startswith("openapi: 3.1")
    assert web.get("/api/schema/?version=%0Ax&lang=de").content == plain.content
    assert web.get("/api/schema/?format=json").json()["openapi"] == "3.1.0"


def test_the_refresh_cookie_is_out_of_reach(town: Town) -> None:
    person = town.stranger()
    answer = person.http.post(
        "/api/auth/login/", json={"login": "carol", "password": "correct horse battery"}
    )
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/api/auth/"):
        assert part in cookie
    assert "secure" not in cookie, "this server is not behind TLS"


@pytest.mark.parametrize("path", ["/api/me", "/api/me/"])
def test_the_final_slash_does_not_matter(town: Town, path: str) -> None:
    response = town.bob.http.get(path, headers={"Authorization": f"Bearer {town.bob.access}"})
    assert response.json()["username"] == "bob"


def test_wrong_method_and_unknown_path_have_the_error_shape(web: httpx.Client) -> None:
    for response, status in ((web.put("/api/community/"), 405), (web.get("/api/nowhere/at/all"), 404)):
        assert response.status_code in (status, 401)
        assert set(response.json()["error"]) == {"code", "message", "fields"}


def test_the_docs_page_asks_nobody_else(web: httpx.Client) -> None:
    page = web.get("/api/docs/").text
    assert "http://" not in page
    assert "https://" not in page
    assert "//cdn" not in page


def test_behind_tls_browsers_are_told_to_stay_there() -> None:
    environment = {"FLOWCHAT_PUBLIC_URL": "https://chat.example.org"}
    with Stack(environment=environment, prepared=True) as stack:
        answer = httpx.get(f"{stack.url}/api/community/", headers={"Host": "chat.example.org"})
        assert "max-age=31536000" in answer.headers["strict-transport-security"]
        assert "https://chat.example.org/setup/" in "\n".join(stack.said)
        assert admin_form(stack, "https://chat.example.org").status_code == 200


def test_other_sites_may_call_the_api_but_use_no_form_of_the_admin() -> None:
    with Stack(environment={"FLOWCHAT_ORIGINS": ELSEWHERE}, prepared=True) as stack:
        answer = httpx.get(f"{stack.url}/api/community/", headers={"Origin": ELSEWHERE})
        assert answer.headers["access-control-allow-origin"] == ELSEWHERE
        assert admin_form(stack, ELSEWHERE).status_code == 403


def admin_form(stack: Stack, origin: str) -> httpx.Response:
    """Send the admin's sign-in form with its right token, from a page of `origin`."""
    with httpx.Client(base_url=stack.url) as client:
        page = client.get("/admin/login/").text
        token = page.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
        cookies = {"csrftoken": client.cookies["csrftoken"]}
    form = {"csrfmiddlewaretoken": token, "username": "nobody", "password": "nothing at all"}
    headers = {"Origin": origin, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    return httpx.post(f"{stack.url}/admin/login/", data=form, headers=headers)
