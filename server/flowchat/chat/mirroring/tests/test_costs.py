"""What the server writes for each event: the table of docs/firebase.md, counted at the commits to Firestore."""

from collections.abc import Callable

import pytest
from google.cloud.firestore import WriteBatch

from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions.reactions import add_reaction
from flowchat.chat.messaging.tests.changes import make_edit
from flowchat.chat.mirroring.tests.glass import Glass
from flowchat.chat.rooms.actions import add_members, mark_read, remove_member
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.factories import say, seat_of

Count = Callable[[], tuple[int, int]]


@pytest.fixture
def count(glass: Glass, monkeypatch: pytest.MonkeyPatch) -> Count:
    """Catch up, and return how many documents that wrote and deleted."""
    writes: list[int] = []
    deletes: list[int] = []
    put, delete = WriteBatch.set, WriteBatch.delete

    def counted(kind: list[int], act: Callable[..., None]) -> Callable[..., None]:
        def count_one(*arguments: object, **options: object) -> None:
            kind.append(1)
            act(*arguments, **options)

        return count_one

    monkeypatch.setattr(WriteBatch, "set", counted(writes, put))
    monkeypatch.setattr(WriteBatch, "delete", counted(deletes, delete))

    def catch_up() -> tuple[int, int]:
        writes.clear()
        deletes.clear()
        glass.catch_up()
        return len(writes), len(deletes)

    catch_up()
    return catch_up


def test_a_message_costs_one_write_and_a_reading_one_more_for_each_of_the_newest(
    count: Count, cast: Cast
) -> None:
    said = say(cast.alice, cast.room, "Good morning")
    assert count() == (1, 0)
    mark_read(reader=seat_of(cast.bob, cast.room), seq=said.seq)
    assert count() == (2, 0), "the position, and the receipt of the one message"
    newest = [say(cast.alice, cast.room, f"Word {number}") for number in range(25)][-1]
    assert count() == (25, 0)
    mark_read(reader=seat_of(cast.bob, cast.room), seq=newest.seq)
    assert count() == (1 + 20, 0), "FIREBASE_RECEIPT_MESSAGES bounds it"


def test_changes_cost_one_write_and_one_for_each_answer_that_quotes(count: Count, cast: Cast) -> None:
    said = say(cast.alice, cast.room, "Good morning")
    count()
    add_reaction(proof=member_message_of(cast.bob, said.id), emoji="👍")
    assert count() == (1, 0)
    make_edit(cast.alice, said, "Good evening")
    assert count() == (1, 0)


def test_members_cost_little(count: Count, cast: Cast) -> None:
    add_members(adder=seat_of(cast.alice, cast.room), people=[cast.carol])
    assert count() == (1, 0)
    remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.carol.id)
    assert count() == (0, 2), "the membership, and how far they had read"
