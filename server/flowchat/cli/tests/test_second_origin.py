"""What the commands say when the client is served from another origin than the server's."""

from pathlib import Path

import pytest

from flowchat.cli.checkup import environment_checks
from flowchat.cli.hosts import remember_address, server_address
from flowchat.config import env
from flowchat.config.problems import BadSetting


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FLOWCHAT_DATA", str(tmp_path))
    monkeypatch.setenv("FLOWCHAT_PUBLIC_URL", "https://chat.example.org")
    monkeypatch.setenv("FLOWCHAT_ORIGINS", "https://chat.example.org")
    monkeypatch.setenv("FLOWCHAT_TRUSTED_PROXIES", "127.0.0.1")
    monkeypatch.setenv("FLOWCHAT_HOSTS", "api.example.org")


def told_of_origins() -> str:
    return next(check for check in environment_checks(env.load()) if check.name == "origins").look()


@pytest.mark.usefixtures("apart")
def test_the_server_is_tried_at_its_own_name() -> None:
    environment = env.load()
    remember_address(environment, "https://chat.example.org")
    assert server_address(environment) == "https://api.example.org"
    assert told_of_origins() == "https://chat.example.org, https://chat.example.org"


@pytest.mark.usefixtures("apart")
def test_the_server_needs_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLOWCHAT_HOSTS")
    with pytest.raises(BadSetting, match="FLOWCHAT_HOSTS"):
        told_of_origins()


@pytest.mark.usefixtures("apart")
def test_without_another_origin_it_is_where_people_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLOWCHAT_ORIGINS")
    assert server_address(env.load()) == "https://chat.example.org"
