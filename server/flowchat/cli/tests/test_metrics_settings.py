"""FLOWCHAT_METRICS_TOKEN: long enough that nobody guesses it, and never repeated."""

from pathlib import Path

import pytest

from flowchat.config import env
from flowchat.config.problems import BadSetting


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWCHAT_DATA", str(tmp_path))


@pytest.mark.parametrize(
    "token", ["short", "a" * 19, "with a blank in the middle", "line\nbreak" * 5, "ümlaut" * 6]
)
def test_a_poor_token_is_refused_and_not_repeated(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWCHAT_METRICS_TOKEN", token)
    with pytest.raises(BadSetting) as refused:
        env.load()
    assert "FLOWCHAT_METRICS_TOKEN" in str(refused.value)
    assert token not in f"{refused.value} {refused.value.fix}"


def test_a_good_one_is_taken_and_none_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWCHAT_METRICS_TOKEN", " 3f0c9a7be1d24c5f8a6b7c8d9e0f1a2b3c4d5e6f ")
    assert env.load().metrics_token == "3f0c9a7be1d24c5f8a6b7c8d9e0f1a2b3c4d5e6f"
    monkeypatch.setenv("FLOWCHAT_METRICS_TOKEN", "")
    assert env.load().metrics_token is None
