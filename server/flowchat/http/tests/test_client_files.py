"""The web client's own files: small on the way, and kept by browsers for as long as they are the same."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tools.precompress import precompress

SCRIPT = b"export const words = 'over and over again';\n" * 100
Ask = Callable[..., Any]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A built client."""
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "chat-BUorxAbp.js").write_bytes(SCRIPT)
    (assets / "tiny-_oj6ii_p.js").write_bytes(b"export {};")
    (assets / "inter-DkKir2Rh.woff2").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "index.html").write_bytes(SCRIPT)
    (tmp_path / "theme.js").write_bytes(SCRIPT)
    return tmp_path


@pytest.fixture
def ask(build: Path, settings: Any) -> Ask:
    """Ask for a file as the server is set up to answer."""
    precompress(build)
    settings.WHITENOISE_ROOT = build

    client = Client()  # reads the settings with its first request

    def asking(path: str, **headers: str) -> Any:
        answer: Any = client.get(path, headers=headers)
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer

    return asking


def test_what_shrinks_has_a_copy_that_shrank(build: Path) -> None:
    assert precompress(build) == 1
    assert [path.name for path in sorted(build.rglob("*.gz"))] == ["chat-BUorxAbp.js.gz"]
    copy = build / "assets" / "chat-BUorxAbp.js.gz"
    assert gzip.decompress(copy.read_bytes()) == SCRIPT
    assert precompress(build) == 0, "made once"


def test_who_takes_gzip_gets_it(ask: Ask) -> None:
    small = ask("/assets/chat-BUorxAbp.js", accept_encoding="gzip, deflate, br")
    whole = ask("/assets/chat-BUorxAbp.js")
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.body) == whole.body == SCRIPT
    assert "Content-Encoding" not in whole.headers
    for answer in (small, whole):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert ask("/assets/chat-BUorxAbp.js.gz").status_code == 404


@pytest.mark.parametrize("path", ["/assets/chat-BUorxAbp.js", "/assets/inter-DkKir2Rh.woff2"])
def test_a_name_with_a_hash_is_kept_for_good(ask: Ask, path: str) -> None:
    assert ask(path).headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_a_name_without_one_is_asked_for_again(ask: Ask) -> None:
    answer = ask("/theme.js")
    assert answer.headers["Cache-Control"] == "max-age=60, public"
    assert ask("/theme.js", if_none_match=answer.headers["ETag"]).status_code == 304
