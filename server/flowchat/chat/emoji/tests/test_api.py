"""Adding, showing and removing the server's own emoji."""

import io
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from rest_framework.test import APIClient

from flowchat.chat.accounts.access import administrator
from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import at_once, client_of, logged, make_user
from flowchat.chat.emoji import actions
from flowchat.chat.emoji.access import managed_emoji
from flowchat.chat.emoji.models import CustomEmoji
from flowchat.chat.emoji.tests.pictures import encoded, gif, png
from flowchat.chat.errors import Conflict


def add(by: User | None, name: Any = "party_parrot", picture: Any = None) -> Any:
    body = {"name": name, "picture": encoded(png()) if picture is None else picture}
    return client_of(by).post("/api/emoji/", body, format="json")


def test_an_admin_adds_one_and_everyone_is_told(cast: Cast) -> None:
    response = add(cast.anna)
    assert response.status_code == 201
    emoji = response.json()
    assert emoji == {
        "id": emoji["id"],
        "name": "party_parrot",
        "url": f"/api/emoji/{emoji['id']}/picture/",
        "created_by": str(cast.anna.id),
        "created_at": emoji["created_at"],
    }
    assert logged("community") == [{"type": "emoji.added", "emoji": emoji}]
    for user in (cast.alice, cast.bob):
        assert client_of(user).get("/api/emoji/").json() == {"emoji": [emoji]}
        assert client_of(user).get("/api/bootstrap/").json()["emoji"] == [emoji]


def test_its_picture_is_shown_to_who_knows_the_id(cast: Cast) -> None:
    url = add(cast.alice, picture=encoded(gif())).json()["url"]
    # As an <img> asks: signed out, and for pictures only.
    response = APIClient().get(url, HTTP_ACCEPT="image/avif,image/webp")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(response.content)).format == "WEBP"
    assert APIClient().get(f"/api/emoji/{uuid4()}/picture/").status_code == 404


def test_removing_one(cast: Cast) -> None:
    emoji = add(cast.alice).json()
    address = f"/api/emoji/{emoji['id']}/"
    assert client_of(cast.bob).delete(address).status_code == 403
    assert client_of(cast.anna).delete(address).status_code == 204
    assert client_of(cast.anna).delete(address).status_code == 404
    assert logged("community")[1:] == [{"type": "emoji.removed", "emoji_id": emoji["id"]}]
    assert APIClient().get(emoji["url"]).status_code == 404
    assert client_of(cast.bob).get("/api/emoji/").json() == {"emoji": []}
    # The name is free again, for another one.
    assert add(cast.alice).json()["id"] != emoji["id"]


def test_who_may_not(cast: Cast) -> None:
    assert add(cast.bob).status_code == 403
    assert add(None).status_code == 401
    assert client_of(None).get("/api/emoji/").status_code == 401
    assert CustomEmoji.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "picture", "field"),
    [
        ("a", None, "name"),
        ("a" * 33, None, "name"),
        ("Parrot", None, "name"),
        ("pa:rrot", None, "name"),
        ("parrot\n", None, "name"),
        ("пирог", None, "name"),
        (7, None, "name"),
        ("parrot", "not base64!", "picture"),
        ("parrot", "", "picture"),
        ("parrot", 7, "picture"),
        ("parrot", encoded(b"just text"), "picture"),
        ("parrot", encoded(png()) + "\n", "picture"),
        ("parrot", "A" * 400_000, "picture"),
    ],
)
def test_what_is_refused(cast: Cast, name: Any, picture: Any, field: str) -> None:
    response = add(cast.alice, name, picture)
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]
    assert logged("community") == []


def test_a_name_is_given_once(cast: Cast) -> None:
    assert add(cast.alice).status_code == 201
    again = add(cast.anna)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "emoji_name_taken")


def test_there_is_an_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    for name in ("one", "two"):
        assert add(cast.alice, name).status_code == 201
    third = add(cast.alice, "three")
    assert (third.status_code, third.json()["error"]["code"]) == (409, "too_many_emoji")


@pytest.mark.django_db(transaction=True)
def test_two_admins_at_once() -> None:
    one, other = make_user("Ann", role="owner"), make_user("Ben", role="admin")
    names = iter(range(100))
    for _ in range(5):
        name = f"emoji_{next(names)}"
        results = at_once(
            *(
                lambda by=by, name=name: actions.add_emoji(administrator(by), name=name, picture=png())
                for by in (one, other)
            )
        )
        assert [one.code for one in results if isinstance(one, Conflict)] == ["emoji_name_taken"]
        row = CustomEmoji.objects.get(name=name)
        proofs = [managed_emoji(by, row.id) for by in (one, other)]
        assert at_once(*(lambda proof=proof: actions.remove_emoji(proof) for proof in proofs)) == [None, None]
    told = [body["type"] for body in logged("community")]
    assert told == ["emoji.added", "emoji.removed"] * 5
