"""Files over real sockets, as an <img> and a <video> ask for them: with the cookie, in parts, again and again."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from flowchat.chat.accounts.api import cookies
from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.tokens import seal_files_key
from flowchat.chat.gateway.tests.harness import RunningServer, make_user, sign_in
from flowchat.chat.media.models import FileKind
from flowchat.chat.media.tests.kept import bring, path_to

FILM = bytes(range(256)) * 12_000
"""About 3 MB: a dozen of the pieces that files are sent in."""


@pytest.fixture
def bob(transactional_db: None) -> User:
    return make_user("Bob")


@pytest.fixture
def browser(server: RunningServer, bob: User) -> Iterator[httpx.Client]:
    key = {cookies.FILES_NAME: seal_files_key(sign_in(bob).id)}
    with httpx.Client(base_url=server.http, cookies=key) as client:
        yield client


def test_a_film_is_watched_from_its_middle(browser: httpx.Client, bob: User) -> None:
    path = path_to(bring(bob, FILM, name="film.mp4", kind=FileKind.VIDEO, content_type="video/mp4").id)
    head = browser.head(path)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(FILM)))
    begun = browser.get(path, headers={"Range": "bytes=0-"})
    assert (begun.status_code, begun.content) == (206, FILM)
    assert begun.headers["content-type"] == "video/mp4"
    etag = begun.headers["etag"]
    for start in (2_000_000, 5, len(FILM) - 1):
        part = browser.get(path, headers={"Range": f"bytes={start}-", "If-Range": etag})
        assert (part.status_code, part.content) == (206, FILM[start:])
    assert browser.get(path, headers={"If-None-Match": etag}).status_code == 304
    assert browser.get(path, headers={"Range": f"bytes={len(FILM)}-"}).status_code == 416
    assert browser.get(path).content == FILM


def test_a_download_that_is_left_disturbs_nobody(browser: httpx.Client, bob: User) -> None:
    path = path_to(bring(bob, FILM, name="film.mp4", kind=FileKind.VIDEO, content_type="video/mp4").id)
    for _ in range(8):
        with browser.stream("GET", path) as answer:
            next(answer.iter_raw(1000))
    assert browser.get(path).content == FILM


def test_older_files_stay_where_they_are(browser: httpx.Client, bob: User, settings: Any) -> None:
    """The server keeps new files elsewhere now; what the disk has is still served from it."""
    path = path_to(bring(bob, b"from before").id)
    folder = settings.FLOWCHAT_STORAGES["local"]["OPTIONS"]["folder"].with_name("elsewhere")
    elsewhere = {**settings.FLOWCHAT_STORAGES["local"], "OPTIONS": {"folder": folder}}
    settings.FLOWCHAT_STORAGES = {**settings.FLOWCHAT_STORAGES, "elsewhere": elsewhere}
    settings.FLOWCHAT_STORAGE = "elsewhere"
    assert browser.get(path).content == b"from before"
