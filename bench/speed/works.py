"""All works, in their order. One more is a function from a `Lab` to `Findings`, and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.speed import browser, fan_out, history, idle, many_rooms, opening, rest, returning, sends
from bench.speed.lab import Lab
from bench.speed.results import Findings


@dataclass(frozen=True)
class Work:
    """What is measured, in a sentence, and how."""

    about: str
    measure: Callable[[Lab], Findings]


WORKS: Mapping[str, Work] = {
    "W1": Work("fan-out: one room, 500 listeners, 200 characters, 10 messages a second", fan_out.steady),
    "W1b": Work("fan-out at full load", fan_out.full),
    "W2": Work("200 rooms of five people, 100 messages a second in all", many_rooms.measure),
    "W3": Work("durable sends, one after the other on 20 and 64 connections", sends.measure),
    "W4": Work("idle sockets", idle.measure),
    "W5": Work("history and sync in a room of a million messages", history.measure),
    "W6": Work("1,000 people drop and return at once, each 20 messages behind", returning.measure),
    "W7": Work("a page opened by somebody signed in, with 200 rooms", opening.measure),
    "W8": Work("the browser: first load, a room of 100,000 messages, 200 events a second", browser.measure),
    "W9": Work("the whole default install at rest", rest.measure),
}
