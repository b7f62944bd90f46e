"""Who there is and which rooms they share: made before anything goes wrong."""

from dataclasses import dataclass
from random import Random

from chaos.fleet.account import PASSWORD, Account
from chaos.fleet.journal import Journal, Json

_PATIENCE = 60.0
"""Seconds for each answer: nothing goes wrong yet, whatever else the machine does."""


@dataclass(frozen=True)
class Person:
    """An account."""

    login: str
    user_id: str


@dataclass(frozen=True)
class Community:
    """The accounts and rooms of one run."""

    people: list[Person]
    common: str
    """The room everyone is in, always."""
    private: dict[str, str]
    """Rooms whose members come and go, each with its owner, who stays."""
    direct: list[str]

    @property
    def rooms(self) -> list[str]:
        """Every room."""
        return [self.common, *self.private, *self.direct]


async def make_community(url: str, setup_token: str, *, count: int, private_rooms: int) -> Community:
    """Set the server up as its owner, let the others join, and make the rooms."""
    accounts: list[Account] = []
    people: list[Person] = []
    owner = _account(url, "person0")
    answer = await owner.line.ask("POST", "setup/", body=_registration("person0", token=setup_token))
    common: str = answer.body["room_id"]
    _enter(owner, answer.body, accounts, people)
    link = {"expires_in_hours": None, "use_limit": None, "note": ""}
    invite: str = (await owner.ask("POST", "invites/", link)).body["url"].rstrip("/").rsplit("/", 1)[1]
    for number in range(1, count):
        one = _account(url, f"person{number}")
        answer = await one.line.ask(
            "POST", "auth/register/", body=_registration(f"person{number}", invite=invite)
        )
        _enter(one, answer.body, accounts, people)
    private: dict[str, str] = {}
    for number in range(private_rooms):
        members = [one.user_id for one in people if one is not people[number]]
        body = {"kind": "private", "name": f"Room {number}", "description": "", "member_ids": members}
        answer = await accounts[number].ask("POST", "rooms/", body)
        private[answer.body["room"]["id"]] = people[number].user_id
    body = {"user_ids": [people[-2].user_id]}
    direct = (await accounts[-1].ask("POST", "rooms/direct/", body)).body["room"]["id"]
    for one in accounts:
        await one.line.close()
    return Community(people, common, private, [direct])


def _account(url: str, login: str) -> Account:
    return Account(url, Journal(login, ""), Random(login), login=login, patience=_PATIENCE)


def _enter(account: Account, told: Json, accounts: list[Account], people: list[Person]) -> None:
    account.access = told["access"]
    accounts.append(account)
    people.append(Person(told["me"]["username"], told["me"]["id"]))


def _registration(login: str, *, token: str = "", invite: str = "") -> Json:
    body: Json = {
        "name": login.title(),
        "username": login,
        "email": f"{login}@example.org",
        "password": PASSWORD,
    }
    if token:
        return {**body, "token": token, "community_name": "Harbour", "room_name": "Common"}
    return {**body, "invite": invite}
