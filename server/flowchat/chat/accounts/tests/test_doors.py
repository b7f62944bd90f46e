"""Every door of this feature, tried by everyone."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from flowchat.chat.accounts.api.urls import urlpatterns
from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import bearer, client_of

WHO = ("alice", "anna", "bob", "signed out", "garbage")
# What each of WHO gets. The bodies are empty: who comes past the door gets 400 where one is needed.
DOORS = {
    ("GET", "community/"): (200, 200, 200, 200, 200),
    ("PATCH", "community/"): (200, 200, 403, 401, 401),
    ("GET", "setup/nothing/"): (404, 404, 404, 404, 404),
    ("POST", "auth/login/"): (400, 400, 400, 400, 400),
    ("POST", "auth/refresh/"): (401, 401, 401, 401, 401),
    ("POST", "auth/logout/"): (204, 204, 204, 204, 204),
    ("POST", "auth/logout-everywhere/"): (204, 204, 204, 401, 401),
    ("GET", "auth/sessions/"): (200, 200, 200, 401, 401),
    ("DELETE", "auth/sessions/{other}/"): (404, 404, 404, 401, 401),
    ("POST", "auth/firebase/"): (400, 400, 400, 400, 400),
    ("POST", "auth/password/"): (400, 400, 400, 401, 401),
    ("POST", "auth/reset/"): (400, 400, 400, 400, 400),
    ("GET", "auth/reset/nothing/"): (404, 404, 404, 404, 404),
    ("POST", "auth/reset-mail/"): (400, 400, 400, 400, 400),
    ("GET", "invites/"): (200, 200, 200, 401, 401),
    ("POST", "invites/"): (400, 400, 400, 401, 401),
    ("GET", "invites/nothing/"): (404, 404, 404, 404, 404),
    ("DELETE", "invites/{other}/"): (404, 404, 404, 401, 401),
    ("DELETE", "invites/nothing/"): (404, 404, 404, 401, 401),
    ("GET", "me/"): (200, 200, 200, 401, 401),
    ("PATCH", "me/"): (200, 200, 200, 401, 401),
    ("GET", "users/"): (200, 200, 200, 401, 401),
    ("GET", "accounts/"): (200, 200, 403, 401, 401),
    ("PATCH", "accounts/{carol}/"): (200, 200, 403, 401, 401),
    ("PATCH", "accounts/{alice}/"): (200, 403, 403, 401, 401),
    ("PATCH", "accounts/{other}/"): (404, 404, 403, 401, 401),
    ("POST", "accounts/{carol}/reset-link/"): (201, 201, 403, 401, 401),
    ("POST", "accounts/{alice}/reset-link/"): (201, 403, 403, 401, 401),
}


def client_for(cast: Cast, who: str) -> APIClient:
    if who == "garbage":
        return bearer("garbage")
    user: User | None = getattr(cast, who, None)
    return client_of(user)


@pytest.mark.parametrize(("place", "who"), list(enumerate(WHO)), ids=WHO)
@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_each_door(cast: Cast, door: tuple[str, str], place: int, who: str) -> None:
    method, path = door
    path = f"/api/{path}".format(carol=cast.carol.id, alice=cast.alice.id, other=uuid4())
    path = path.rstrip("/") if place % 2 else path  # both spellings work
    response = client_for(cast, who).generic(method, path, "{}", content_type="application/json")
    assert response.status_code == DOORS[door][place], response.content
    if response.status_code >= 400:
        error = response.json()["error"]
        assert error.keys() == {"code", "message", "fields"}
        assert error["code"]
        assert error["message"]


def test_no_door_is_forgotten() -> None:
    tried = {(method, path.split("{")[0].split("nothing")[0]) for method, path in DOORS}
    for pattern in urlpatterns:
        callback: Any = pattern.callback
        for method in ("get", "post", "patch", "put", "delete"):
            if hasattr(callback.view_class, method):
                assert (method.upper(), str(pattern.pattern).split("<")[0]) in tried
