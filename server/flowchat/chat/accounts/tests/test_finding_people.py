"""Finding people by what one remembers of them."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.tests.conftest import Cast
from flowchat.chat.accounts.tests.factories import client_of, make_user


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    for name, username in (
        ("Zoë Müller", "zmueller"),
        ("José Ñandú", "jose"),
        ("Владимир Комаров", "vkomarov"),
        ("Йорик", "yorick"),
        ("田中太郎", "tanaka"),
        ("김민준", "minjun"),
        ("Łukasz Żak", "lukasz"),
        ("Margaret Hamilton", "apollo"),
        ("Alicia Keyes", "ak"),
        ("Straße Groß", "gross"),
        ("100% Real_Name", "percent"),
    ):
        make_user(name, username=username, email=f"{username}@secret-domain.example")
    return cast


def found(viewer: User, search: str, **query: Any) -> list[str]:
    rest = "".join(f"&{name}={value}" for name, value in query.items())
    response = client_of(viewer).get(f"/api/users/?search={quote(search)}{rest}")
    assert response.status_code == 200, response.content
    return [person["name"] for person in response.json()["people"]]


@pytest.mark.parametrize(
    ("search", "name"),
    [
        ("zoe", "Zoë Müller"),
        ("MULLER", "Zoë Müller"),
        ("müll", "Zoë Müller"),
        ("muller zoe", "Zoë Müller"),
        ("nandu", "José Ñandú"),
        ("владимир", "Владимир Комаров"),
        ("КОМАР", "Владимир Комаров"),
        ("иорик", "Йорик"),
        ("田中", "田中太郎"),
        ("太郎", "田中太郎"),
        ("김민", "김민준"),
        ("zak", "Łukasz Żak"),
        ("strasse", "Straße Groß"),
        ("ＡＰＯＬＬＯ", "Margaret Hamilton"),
        ("  margaret   ham ", "Margaret Hamilton"),
        ("100%", "100% Real_Name"),
        ("@apollo", "Margaret Hamilton"),
    ],
)
def test_by_name_in_any_script_case_and_with_accents_or_without(crowd: Cast, search: str, name: str) -> None:
    assert found(crowd.bob, search) == [name]


@pytest.mark.parametrize(
    ("search", "name"),
    [
        ("margerat", "Margaret Hamilton"),
        ("hamliton", "Margaret Hamilton"),
        ("margaret hamiltn", "Margaret Hamilton"),
        ("hamitlo", "Margaret Hamilton"),
        ("mulelr", "Zoë Müller"),
        ("комаорв", "Владимир Комаров"),
        ("carrol", "Carol"),
        ("yorik", "Йорик"),
    ],
)
def test_with_a_slip_of_the_fingers(crowd: Cast, search: str, name: str) -> None:
    assert name in found(crowd.bob, search)


@pytest.mark.parametrize("search", ["xylophone", "margaret xylophone", "%", "__", "zz", "\\", "'; drop"])
def test_nobody(crowd: Cast, search: str) -> None:
    assert [name for name in found(crowd.bob, search) if name != "100% Real_Name"] == []


def test_the_best_come_first(cast: Cast) -> None:
    for name, username in (("Anton Maier", "bob2"), ("Annabel", "x1"), ("Maria Anna", "x2"), ("Hanna", "x3")):
        make_user(name, username=username)
    assert found(cast.bob, "anna") == ["Anna", "Annabel", "Maria Anna", "Hanna"]


def test_an_exact_username_is_first(cast: Cast) -> None:
    make_user("Akira", username="akira")
    make_user("Zed", username="ak")
    assert found(cast.bob, "ak")[0] == "Zed"


def test_guesses_come_last_and_only_where_little_is_found(cast: Cast) -> None:
    for number in range(2):
        make_user(f"Karol {number}")
    assert found(cast.bob, "karol") == ["Karol 0", "Karol 1", "Carol"]
    make_user("Karol 2")
    assert found(cast.bob, "karol") == ["Karol 0", "Karol 1", "Karol 2"]


def test_by_whole_address(crowd: Cast) -> None:
    assert found(crowd.bob, "jose@secret-domain.example") == ["José Ñandú"]
    assert found(crowd.bob, " JOSE@Secret-Domain.example ") == ["José Ñandú"]


@pytest.mark.parametrize("viewer", ["alice", "anna", "bob"])
def test_a_part_of_an_address_finds_nobody(crowd: Cast, viewer: str) -> None:
    """Not even admins here: the answer is the same list that everyone gets."""
    whole = "apollo@secret-domain.example"
    parts = [whole[:length] for length in range(7, len(whole))] + [whole[start:] for start in range(1, 20)]
    parts += [
        "secret-domain",
        "@secret-domain.example",
        "%@secret-domain.example",
        "_pollo@secret-domain.example",
    ]
    user = getattr(crowd, viewer)
    client = client_of(user)
    for part in parts:
        people = client.get(f"/api/users/?search={quote(part)}").json()["people"]
        assert people == [], part


def test_addresses_are_not_in_the_answer(crowd: Cast) -> None:
    answer = client_of(crowd.alice).get("/api/users/?search=jose@secret-domain.example")
    assert len(answer.json()["people"]) == 1
    assert "secret-domain" not in answer.content.decode()


def test_an_empty_search_gives_the_first_by_name(crowd: Cast) -> None:
    assert found(crowd.bob, "", limit=4) == ["100% Real_Name", "Alice", "Alicia Keyes", "Anna"]
    assert found(crowd.bob, "  ", limit=1) == ["100% Real_Name"]


def test_the_deactivated_are_not_found_but_known_by_id(cast: Cast) -> None:
    User.objects.filter(id=cast.carol.id).update(is_active=False)
    assert found(cast.bob, "carol") == found(cast.bob, "carol@example.org") == []
    people = client_of(cast.bob).get(f"/api/users/?ids={cast.carol.id}").json()["people"]
    assert [(person["name"], person["active"]) for person in people] == [("Carol", False)]


def test_by_ids_in_the_order_asked(cast: Cast) -> None:
    ids = f"{cast.carol.id},{uuid4()},{cast.alice.id},{cast.carol.id}"
    people = client_of(cast.bob).get(f"/api/users/?ids={ids}").json()["people"]
    assert [person["name"] for person in people] == ["Carol", "Alice"]


TOO_MANY = ",".join([str(uuid4())] * 101)
BAD_LIMITS = ("limit=0", "limit=51", "limit=x")
BAD_SEARCHES = (f"search={'x' * 101}", "search=%00", "search=a&search=b", "surprise=1")


@pytest.mark.parametrize("query", [*BAD_LIMITS, *BAD_SEARCHES, "ids=x", "ids=,", f"ids={TOO_MANY}"])
def test_a_bad_question_is_refused(cast: Cast, query: str) -> None:
    response = client_of(cast.bob).get(f"/api/users/?{query}")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "invalid")


def test_searching_is_limited_per_account(cast: Cast) -> None:
    client = client_of(cast.bob)
    statuses = [client.get("/api/users/?search=carol").status_code for _ in range(121)]
    assert statuses == [200] * 120 + [429]
    refused = client.get("/api/users/?search=carol")
    assert 1 <= int(refused.headers["Retry-After"]) <= 120
    assert client_of(cast.carol).get("/api/users/?search=bob").status_code == 200


def test_searching_takes_few_queries(crowd: Cast, django_assert_max_num_queries: Any) -> None:
    client = client_of(crowd.bob)
    with django_assert_max_num_queries(7):
        client.get("/api/users/?search=margerat")
