"""Schemathesis against the running server: whatever is sent, it answers as described and never with a 5xx.

Each operation is tried with generated paths, queries and bodies, many of them wrong on purpose, every other time
with ids of things that exist. The number of tries is bounded, not the time: a slow machine tests as much.
"""

import itertools
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.conftest import Town
from tools.export_contract import FOLDER
from tools.person import Person

schemathesis.openapi.media_type("application/offset+octet-stream", st.binary(max_size=1000))
API = schemathesis.openapi.from_path(FOLDER / "openapi.yaml")
TRIES = 12
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@dataclass
class Attacker:
    """The owner, signed in anew for each operation because some end sessions, with things and a person to name."""

    person: Person
    room: str
    message: str
    other: str
    tries: "itertools.count[int]" = field(default_factory=itertools.count)

    def aim(self, case: schemathesis.Case[Any]) -> None:
        """Put real ids into every other request, where ids belong."""
        if next(self.tries) % 2:
            return
        real = {
            **dict.fromkeys(("room_id", "room"), self.room),
            **dict.fromkeys(("message_id", "root_id", "thread", "reply_to"), self.message),
            "user_id": self.other,
            "stream": f"room.{self.room}",
        }
        for values in (case.path_parameters, case.query, case.body):
            if isinstance(values, dict):
                values.update({name: real[name] for name in values if name in real})


@pytest.fixture(scope="module")
def messages(town: Town) -> "itertools.cycle[str]":
    """Some to choose from, sent beforehand: sending is limited, and one that was deleted can't be changed."""
    room = town.alice.make_room("Things said", town.bob)
    return itertools.cycle([town.alice.say(room, f"number {number}")["id"] for number in range(60)])


@pytest.fixture
def attacker(town: Town, messages: "itertools.cycle[str]") -> Attacker:
    person = town.stranger()
    person.sign_in("alice@example.org")
    return Attacker(person, person.make_room("Target", town.bob), next(messages), town.bob.id)


@API.parametrize()
@settings(
    max_examples=TRIES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_the_answer_is_described(
    case: schemathesis.Case[Any], town: Town, attacker: Attacker
) -> None:
    attacker.aim(case)
    number = next(attacker.tries)
    headers = {
        "Authorization": f"Bearer {attacker.person.access}",
        "X-Forwarded-For": f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}",
    }
    response = case.call(base_url=town.url, headers=headers)
    case.validate_response(response, checks=CHECKS)


def test_the_server_is_still_in_order(town: Town) -> None:
    """After all that the log holds no traceback, and people can still talk."""
    anna = town.anna
    anna.sign_in("anna@example.org")
    room = anna.make_room("Afterwards")
    anna.say(room, "Still here")
    assert [message["text"] for message in anna.history(room)] == ["Still here"]
    assert "Traceback" not in town.stack.log
