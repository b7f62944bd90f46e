"""Whatever goes wrong becomes the one error shape."""

import logging

import pytest
from django.db import InterfaceError, OperationalError

from flowchat.chat.errors import Unavailable
from flowchat.http.errors import handle


@pytest.mark.parametrize("failure", [OperationalError, InterfaceError])
def test_a_database_that_is_away_is_worth_another_try(
    failure: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = handle(failure("secret statement"), {})
    assert response is not None
    assert response.status_code == Unavailable.status == 503
    assert response.headers["Retry-After"] == "1"
    assert response.data["error"]["code"] == "unavailable"
    assert "secret" not in caplog.text


def test_a_bug_is_not_explained_away() -> None:
    assert handle(ValueError("a bug"), {}) is None
