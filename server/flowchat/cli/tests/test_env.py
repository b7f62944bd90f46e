"""Every setting is read in one place; a bad one is named, with what to write instead."""

import json
import stat
from pathlib import Path

import pytest

from flowchat.config import env, paths
from flowchat.config.database import django_database
from flowchat.config.problems import BadSetting, Problem


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "DATABASE_URL",
        "DATABASE_DIRECT_URL",
        "FLOWCHAT_DEBUG",
        "FLOWCHAT_HOSTS",
        "FLOWCHAT_ORIGINS",
        "FLOWCHAT_PUBLIC_URL",
        "FLOWCHAT_LOG",
        "FLOWCHAT_TRUSTED_PROXIES",
        "FLOWCHAT_MAIL_URL",
        "FLOWCHAT_MAIL_FROM",
        "FLOWCHAT_LINK_PREVIEWS",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FLOWCHAT_DATA", str(tmp_path / "data"))


def test_nothing_set_is_a_complete_configuration() -> None:
    found = env.load()
    assert (found.database_url, found.debug, found.log, found.mail) == (None, False, "human", None)
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (found.origins, found.trusted_proxies, found.public_url) == ((), (), None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FLOWCHAT_DEBUG", "maybe"),
        ("FLOWCHAT_LINK_PREVIEWS", "sometimes"),
        ("FLOWCHAT_LOG", "xml"),
        ("FLOWCHAT_ORIGINS", "chat.example.org"),
        ("FLOWCHAT_ORIGINS", "https://chat.example.org/path"),
        ("FLOWCHAT_ORIGINS", "https://ok.example.org, ftp://bad.example.org"),
        ("FLOWCHAT_ORIGINS", "https://user:secret@chat.example.org"),
        ("FLOWCHAT_PUBLIC_URL", "chat.example.org"),
        ("FLOWCHAT_PUBLIC_URL", "https://chat.example.org:port"),
        ("FLOWCHAT_HOSTS", "https://chat.example.org"),
        ("FLOWCHAT_HOSTS", "chat.example.org:8000"),
        ("FLOWCHAT_TRUSTED_PROXIES", "proxy.example.org"),
        ("FLOWCHAT_TRUSTED_PROXIES", "10.0.0.0/99"),
        ("FLOWCHAT_MAIL_URL", "smtp://mail.example.org"),
        ("FLOWCHAT_MAIL_FROM", "chat@example.org"),
        ("DATABASE_URL", "mysql://localhost/flowchat"),
        ("DATABASE_URL", "postgresql://localhost"),
        ("DATABASE_URL", "postgresql://localhost:port/flowchat"),
    ],
)
def test_what_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    other = {"FLOWCHAT_MAIL_URL": "FLOWCHAT_MAIL_FROM", "FLOWCHAT_MAIL_FROM": "FLOWCHAT_MAIL_URL"}.get(
        name, name
    )
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting) as caught:
        env.load()
    assert caught.value.name == other
    assert caught.value.fix
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("url", "from_", "named"),
    [
        ("mail.example.org", "chat@example.org", "FLOWCHAT_MAIL_URL"),
        ("smtp://mail.example.org:port", "chat@example.org", "FLOWCHAT_MAIL_URL"),
        ("smtp://", "chat@example.org", "FLOWCHAT_MAIL_URL"),
        ("smtp://mail.example.org", "chat", "FLOWCHAT_MAIL_FROM"),
        # A letter's link would lead to whatever host its asker named.
        ("smtp://mail.example.org", "chat@example.org", "FLOWCHAT_PUBLIC_URL"),
    ],
)
def test_mail_that_cannot_work(monkeypatch: pytest.MonkeyPatch, url: str, from_: str, named: str) -> None:
    monkeypatch.setenv("FLOWCHAT_MAIL_URL", url)
    monkeypatch.setenv("FLOWCHAT_MAIL_FROM", from_)
    with pytest.raises(BadSetting) as caught:
        env.load()
    assert caught.value.name == named


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://me:p%40ss@mail.example.org", 587, True, False),
        ("smtps://me:p%40ss@mail.example.org", 465, False, True),
        ("smtp+plain://me:p%40ss@mail.example.org:2525", 2525, False, False),
    ],
)
def test_mail(monkeypatch: pytest.MonkeyPatch, *, url: str, port: int, starttls: bool, tls: bool) -> None:
    monkeypatch.setenv("FLOWCHAT_MAIL_URL", url)
    monkeypatch.setenv("FLOWCHAT_MAIL_FROM", "chat@example.org")
    monkeypatch.setenv("FLOWCHAT_PUBLIC_URL", "https://chat.example.org")
    mail = env.load().mail
    assert mail
    assert (mail.host, mail.port, mail.user, mail.password) == ("mail.example.org", port, "me", "p@ss")
    assert (mail.starttls, mail.tls) == (starttls, tls)
    assert "p@ss" not in repr(mail)


def test_the_public_address_is_a_host_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWCHAT_PUBLIC_URL", "https://Chat.example.org/")
    found = env.load()
    assert found.public_url == "https://chat.example.org"
    assert "chat.example.org" in found.hosts


def test_origins_are_compared_as_browsers_send_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "FLOWCHAT_ORIGINS", "https://A.example.org:443/, http://b.example.org:8080,http://[::1]:80"
    )
    assert env.load().origins == ("https://a.example.org", "http://b.example.org:8080", "http://[::1]")


@pytest.mark.parametrize(("value", "on"), [("", True), ("1", True), ("0", False), ("off", False)])
def test_link_previews_are_on_unless_turned_off(
    monkeypatch: pytest.MonkeyPatch, *, value: str, on: bool
) -> None:
    monkeypatch.setenv("FLOWCHAT_LINK_PREVIEWS", value)
    assert env.load().link_previews is on


def test_a_database_url_is_taken_apart() -> None:
    found = django_database("postgresql://me:p%2Fss@db.example.org:5433/chat%20one?sslmode=require")
    assert found["NAME"] == "chat one"
    assert (found["USER"], found["PASSWORD"]) == ("me", "p/ss")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]["sslmode"]) == (
        "db.example.org",
        "5433",
        "require",
    )
    here = django_database("postgresql://me@/chat?host=%2Frun%2Fa%20b")
    assert (here["HOST"], here["OPTIONS"]) == ("/run/a b", {})


def test_a_database_elsewhere_that_falls_silent_is_noticed_unless_the_url_says_when() -> None:
    usual = django_database("postgresql://me@db.example.org/chat")["OPTIONS"]
    assert (usual["connect_timeout"], usual["tcp_user_timeout"]) == ("5", "15000")
    own = django_database("postgresql://me@db.example.org/chat?connect_timeout=20")["OPTIONS"]
    assert (own["connect_timeout"], own["tcp_user_timeout"]) == ("20", "15000")


def test_secrets_are_made_once_and_kept_closed() -> None:
    first, second = env.load(), env.load()
    assert first.secrets == second.secrets
    assert len({first.secrets.django, first.secrets.jwt, first.secrets.link}) == 3
    assert first.secrets.jwt not in repr(first)
    file = first.data / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.data.stat().st_mode) == 0o700


def test_secrets_that_others_can_read_are_refused() -> None:
    file = env.load().data / "secrets.json"
    file.chmod(0o644)
    with pytest.raises(Problem, match="chmod 600"):
        env.load()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"django": "x", "jwt": "y", "link": "z"}', "\x00"])
def test_damaged_secrets_are_not_replaced_by_new_ones(content: str) -> None:
    """New keys would sign everybody out without a word; a backup may hold the old ones."""
    file = env.load().data / "secrets.json"
    file.write_text(content)
    with pytest.raises(Problem, match="damaged"):
        env.load()
    assert file.read_text() == content


def test_keys_of_a_newer_version_are_not_taken_for_ours() -> None:
    file = env.load().data / "secrets.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "further": "x" * 40}))
    with pytest.raises(Problem, match="damaged"):
        env.load()


def test_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = paths.checkout_root()
    assert root
    assert (root / "server" / "flowchat").is_dir()
    monkeypatch.setenv("FLOWCHAT_DATA", "")
    assert paths.data_folder() == root / "var"
    monkeypatch.setenv("FLOWCHAT_DATA", "relative")
    assert paths.data_folder().is_absolute()
    monkeypatch.setenv("FLOWCHAT_DATA", str(tmp_path))
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "site-packages" / "flowchat")
    assert paths.checkout_root() is None
    monkeypatch.delenv("FLOWCHAT_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert paths.data_folder().name == "flowchat"


def test_a_pooler_needs_a_way_past_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neon's pooled names; any other pooler can't be told from a database."""
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://me:secret@ep-cool-1-pooler.eu.aws.neon.tech/chat?sslmode=require"
    )
    with pytest.raises(BadSetting, match="DATABASE_DIRECT_URL") as caught:
        env.load()
    assert "secret" not in str(caught.value)
    monkeypatch.setenv(
        "DATABASE_DIRECT_URL", "postgresql://me:secret@ep-cool-1.eu.aws.neon.tech/chat?sslmode=require"
    )
    assert env.load().database_direct_url


def test_a_way_past_nothing_is_half_a_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_DIRECT_URL", "postgresql://me@db.example.org/chat")
    with pytest.raises(BadSetting) as caught:
        env.load()
    assert caught.value.name == "DATABASE_DIRECT_URL"
    monkeypatch.setenv("DATABASE_DIRECT_URL", "mysql://me@db.example.org/chat")
    with pytest.raises(BadSetting) as caught:
        env.load()
    assert caught.value.name == "DATABASE_DIRECT_URL"
