"""Each check accepts a true history and refuses one that is spoilt."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from chaos.checking.audience import check_audience
from chaos.checking.findings import Finding
from chaos.checking.messages import check_edits, check_files, check_messages, check_reads
from chaos.checking.order import check_caught_up, check_heard, check_histories, check_log, check_segments
from chaos.checking.presence import check_presence, true_states
from chaos.checking.truth import Row, StoredMessage
from chaos.checking.unread import check_unread
from chaos.fleet.journal import Edit, Segment, Send
from chaos.run import check_happened, check_log_lines
from chaos.tests.histories import ALICE, BOB, ROOM, STREAM, History, device_view, person_view, true_history

Check = Callable[[History], Sequence[Finding]]
Spoil = Callable[[History], object]

MESSAGES: Check = lambda history: check_messages(history.journals, history.truth)  # noqa: E731 - a row of a table
EDITS: Check = lambda history: check_edits(history.journals, history.truth)  # noqa: E731 - a row of a table
READS: Check = lambda history: check_reads(history.journals, history.truth)  # noqa: E731 - a row of a table
LOG: Check = lambda history: check_log(history.truth)  # noqa: E731 - a row of a table
SEGMENTS: Check = lambda history: check_segments(history.journals, history.truth)  # noqa: E731 - a row of a table
HEARD: Check = lambda history: check_heard(history.journals, history.truth)  # noqa: E731 - a row of a table
AUDIENCE: Check = lambda history: check_audience(history.journals, history.truth)  # noqa: E731 - a row of a table
CHECKS = {
    "messages": MESSAGES,
    "edits": EDITS,
    "reads": READS,
    "log": LOG,
    "segments": SEGMENTS,
    "heard": HEARD,
    "audience": AUDIENCE,
}


def twice(history: History) -> None:
    history.truth.messages.append(StoredMessage("m3", ROOM, ALICE, "c9", 8, ("alice-0/2 two",)))


def edited_away(history: History) -> None:
    history.truth.messages[0] = replace(history.truth.messages[0], texts=("alice-0/1 one",))


def hole(history: History) -> None:
    del history.truth.log[STREAM][3]


def out_of_the_log(history: History) -> None:
    history.truth.log[STREAM][4] = Row(5, "room.read", "d5")


def forgotten_member(history: History) -> None:
    del history.truth.positions[ROOM, BOB]


SPOILT: dict[str, tuple[str, Spoil]] = {
    "an acknowledged message is lost": ("messages", lambda it: it.truth.messages.pop(0)),
    "a message is there twice": ("messages", twice),
    "two answers name different messages": (
        "messages",
        lambda it: it.alice.sends["c1"].acks.append(("m2", 5)),
    ),
    "a message is not where its answer said": (
        "messages",
        lambda it: it.alice.sends["c2"].acks.append(("m2", 6)),
    ),
    "a message is in another room": (
        "messages",
        lambda it: it.alice.sends.update(c2=Send("c2", "room-2", "alice-0/2 two")),
    ),
    "a message that nobody sent": ("messages", lambda it: it.alice.sends.pop("c2")),
    "an acknowledged edit is lost": ("edits", edited_away),
    "an edit of a message that is gone": (
        "edits",
        lambda it: it.alice.edits.append(Edit("m9", "new", version=1)),
    ),
    "a position went back": ("reads", lambda it: it.truth.positions.update({(ROOM, ALICE): 3})),
    "a hole in the log": ("log", hole),
    "a log that ends before its head": ("log", lambda it: it.truth.heads.update({STREAM: 8})),
    "a message that the log does not have": ("log", out_of_the_log),
    "members that the log does not have": ("log", forgotten_member),
    "a device saw another order": ("segments", lambda it: it.alice.segments[0].digests.reverse()),
    "a device went beyond the log": (
        "segments",
        lambda it: it.bob.segments.append(Segment(STREAM, 6, ["d7", "d8"])),
    ),
    "something was told that did not stay": ("heard", lambda it: it.alice.heard[STREAM].update({8: "d8"})),
    "something was told otherwise": ("heard", lambda it: it.alice.heard[STREAM].update({5: "other"})),
    "someone heard what was said while they were out": (
        "audience",
        lambda it: it.bob.heard[STREAM].update({5: "d5"}),
    ),
    "someone heard of their own removal in the room": (
        "audience",
        lambda it: it.bob.heard[STREAM].update({4: "d4"}),
    ),
    "someone could fetch what they were out for": (
        "audience",
        lambda it: it.bob.fetched[STREAM].update({5: 5}),
    ),
    "someone heard another's own stream": (
        "audience",
        lambda it: it.bob.heard.update({f"user.{ALICE}": {1: "d"}}),
    ),
    "a stranger heard something": ("audience", lambda it: it.bob.heard.update({"room.other": {1: "d"}})),
}


@pytest.mark.parametrize("name", CHECKS)
def test_a_true_history_is_accepted(name: str) -> None:
    assert CHECKS[name](true_history()) == []


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_history_is_refused(case: str) -> None:
    name, spoil = SPOILT[case]
    history = true_history()
    spoil(history)
    assert CHECKS[name](history)


def test_what_was_not_acknowledged_may_be_there_or_not() -> None:
    history = true_history()
    history.alice.sends["c3"] = Send("c3", ROOM, "alice-0/3 three", tries=4)
    assert MESSAGES(history) == []


def test_unread_is_derived() -> None:
    truth = true_history().truth
    assert check_unread([device_view(), person_view()], truth) == []
    truth.positions[ROOM, BOB] = 4
    assert check_unread([person_view()], truth)
    assert check_unread([replace(device_view(), readings={ROOM: (5, 1)})], truth)


def test_histories_are_whole_and_in_order() -> None:
    truth, person = true_history().truth, person_view()
    assert check_histories([person], truth) == []
    assert check_histories([replace(person, histories={ROOM: person.histories[ROOM][::-1]})], truth)
    assert check_histories([replace(person, histories={ROOM: person.histories[ROOM][:1]})], truth)
    assert check_histories([replace(person, histories={})], truth)


def test_everyone_catches_up() -> None:
    truth, view = true_history().truth, device_view()
    assert check_caught_up([view], truth) == []
    assert check_caught_up([replace(view, positions={**view.positions, STREAM: 6})], truth)
    assert check_caught_up([replace(view, positions={"community": 0, f"user.{ALICE}": 0})], truth)


def test_files_keep_their_bytes() -> None:
    journals = true_history().journals
    assert check_files(journals, {"f1": "bytes"}) == []
    assert check_files(journals, {"f1": "other"})
    assert check_files(journals, {"f1": None})


def test_presence_is_that_of_the_best_device() -> None:
    states = true_states([(ALICE, False), (ALICE, True), (BOB, False)], [ALICE, BOB, "carol"])
    assert states == {ALICE: "online", BOB: "away", "carol": "offline"}
    assert true_states([(ALICE, True), (ALICE, False)], [ALICE]) == {ALICE: "online"}
    truth, view = true_history().truth, device_view()
    assert check_presence([view], states, truth) == []
    assert check_presence([replace(view, presence={ALICE: "online", BOB: "unknown"})], states, truth)


def test_a_run_in_which_nothing_happened_is_not_a_good_one() -> None:
    counts = dict.fromkeys(("acknowledged", "edits", "events heard", "sockets opened", "messages"), 1)
    assert check_happened(counts) == []
    assert [one.evidence for one in check_happened({**counts, "edits": 0})] == ["no edits"]
    assert len(check_happened({})) == 5


def test_a_traceback_is_found() -> None:
    assert check_log_lines({"tracebacks": 0}) == []
    assert len(check_log_lines({"tracebacks": 2})) == 1
