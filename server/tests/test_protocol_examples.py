"""docs/protocol.md is true: its examples are wire objects, and its walk happens as it says."""

from collections import defaultdict
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from flowchat.chat.wire import Body, Wire
from flowchat.config import urls
from tests import walk
from tools.person import Person, Socket
from tools.prepare import ROOT
from tools.stack import Stack

PAGE = (ROOT / "docs" / "protocol.md").read_text()


def models_by_name() -> dict[str, list[type[BaseModel]]]:
    """Every wire object and request body there is."""
    for module in ("flowchat.chat.gateway.frames", *urls.FEATURES):
        import_module(module)
    found: dict[str, list[type[BaseModel]]] = defaultdict(list)
    waiting: list[type[BaseModel]] = [Wire, Body]
    while waiting:
        for model in waiting.pop().__subclasses__():
            waiting.append(model)
            if model.__module__.startswith("flowchat.") and model not in found[model.__name__]:
                found[model.__name__].append(model)
    return found


@pytest.mark.parametrize(("name", "example"), walk.examples(PAGE), ids=lambda value: str(value)[:30])
def test_an_example_is_what_it_says(name: str, example: Any) -> None:
    models = models_by_name()[name]
    assert len(models) == 1, f"{name} names {models}"
    parsed = models[0].model_validate(example)
    if isinstance(parsed, Wire):  # every field shown, none more, times in the one form
        assert parsed.model_dump(mode="json") == example


def test_the_page_has_examples_and_a_walk() -> None:
    assert len(walk.examples(PAGE)) >= 8
    assert len(list(walk.steps(PAGE))) >= 12


def test_the_walk_happens_as_shown(tmp_path: Path) -> None:
    with Stack(prepared=True) as stack, ExitStack() as open_things:
        known: dict[str, Any] = {"setup": stack.setup_token}
        people: dict[str, Person] = {}
        sockets: dict[str, Socket] = {}
        for step in walk.steps(PAGE):
            person = people.setdefault(step.who, Person(stack.url))
            open_things.callback(person.http.close)
            if step.act in ("hears", "says"):
                if step.who not in sockets:
                    sockets[step.who] = open_things.enter_context(person.raw_socket())
                speak(sockets[step.who], step, known)
            else:
                ask(person, step, known)


def ask(person: Person, step: walk.Step, known: dict[str, Any]) -> None:
    path = walk.fill(step.path, known).removeprefix("/api/")
    response = person.send(step.act, path, walk.fill(step.body, known))
    assert response.status_code == step.status, f"{step.act} {step.path}: {response.text}"
    answer = response.json() if response.content else None
    walk.match(step.answer, answer, known, f"{step.act} {step.path}")
    if isinstance(answer, dict) and "access" in answer:
        person.access = answer["access"]


def speak(socket: Socket, step: walk.Step, known: dict[str, Any]) -> None:
    if step.act == "says":
        socket.say(**walk.fill(step.body, known))
        return
    shown = step.body
    kind = shown["type"]
    heard = socket.hear_event(shown["event"]["type"]) if kind == "event" else socket.hear(kind)
    walk.match(shown, heard, known, f"{step.who} hears {shown['type']}")


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": 1, "b": 2}, {"a": 1}),
        ([1], [1, 2]),
        ("<known>", "other"),
        (1, 2),
        ({"a": ["x"]}, {"a": ["y"]}),
    ],
)
def test_the_walk_notices_a_difference(pattern: Any, value: Any) -> None:
    with pytest.raises(AssertionError):
        walk.match(pattern, value, {"known": "this"})


def test_the_walk_accepts_what_is_shown() -> None:
    known: dict[str, Any] = {}
    walk.match({"id": "<id>", "at": "...", "n": [1]}, {"id": "x", "at": "now", "n": [1]}, known)
    assert walk.fill({"<id>": "/<id>/"}, known) == {"x": "/x/"}
