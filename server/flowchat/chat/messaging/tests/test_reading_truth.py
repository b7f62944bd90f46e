"""Whatever three people do on three devices each, in any order: the server, the rules and the devices agree."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from flowchat.chat.errors import ChatError
from flowchat.chat.events.objects import Message
from flowchat.chat.ids import new_id
from flowchat.chat.messaging.access import member_message_of
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.messaging.actions.delete import delete_message, restore_message
from flowchat.chat.messaging.actions.edit import edit_message
from flowchat.chat.messaging.actions.positions import mark_everything_read, mark_unread, set_positions
from flowchat.chat.messaging.actions.settings import change_settings
from flowchat.chat.messaging.actions.threads import follow_thread, read_thread, unfollow_thread
from flowchat.chat.messaging.models import Message as Row
from flowchat.chat.messaging.queries.unread import readings, thread_reading
from flowchat.chat.messaging.tests.reading_device import COUNTS, Device
from flowchat.chat.messaging.tests.reading_truth import Said, Truth
from flowchat.chat.rooms import actions
from flowchat.chat.rooms.access import viewer_of
from flowchat.chat.rooms.models import Membership, RoomKind
from flowchat.chat.rooms.tests.factories import make_person, make_room, seat_of

NAMES = ("Ann", "Ben", "Cid")
EVERYONE = {0, 1, 2}
WHO = st.integers(0, 2)
PICK = st.integers(0, 1000)
CALLS = st.sampled_from([frozenset(), frozenset({0}), frozenset({1}), frozenset({2}), frozenset(EVERYONE)])


def text_calling(calls: frozenset[int], number: int) -> str:
    names = ["@all"] if calls == EVERYONE else [f"@{NAMES[one].lower()}" for one in sorted(calls)]
    return " ".join([f"Words {number}", *names])


class Reading(RuleBasedStateMachine):
    """One public room; what a person may not do at the moment is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.people = [make_person(name) for name in NAMES]
        self.room = make_room(*self.people, kind=RoomKind.PUBLIC)
        self.truth = Truth()
        self.sent: dict[int, Message] = {}
        self.versions: dict[int, int] = {}
        self.devices = {
            who: [Device(person, self.room) for _ in range(3)] for who, person in enumerate(self.people)
        }
        for who in EVERYONE:
            self.truth.joined(who, 1)
        self.begin()

    def begin(self) -> None:
        """All three ways to read threads, and one to read: from nothing, few stories come to where it gets hard."""
        nobody: frozenset[int] = frozenset()
        self.choose_view(who=0, threaded=True)
        self.choose_view(who=2, threaded=True)
        self.follow_all(who=2, follow=True)
        self.say(0, nobody, None)
        root = max(self.sent)
        for who in (1, 2, 1):
            self.say(who, nobody, root)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # ---- helpers

    def seat(self, who: int) -> Membership:
        return seat_of(self.people[who], self.room)

    def inside(self, who: int) -> bool:
        return who in self.truth.readers

    def try_to(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except ChatError:
            return None

    def pick(self, pick: int, *, roots: bool = False) -> int | None:
        """Name one of the messages, or of those that begin a thread or could."""
        seqs = [seq for seq, said in self.truth.messages.items() if not roots or said.thread is None]
        # Small numbers are drawn more often: they are the newest, where things happen.
        return seqs[-1 - pick % len(seqs)] if seqs else None

    def root(self, seq: int) -> Row:
        return Row.objects.get(id=self.sent[seq].id)

    def say(self, who: int, calls: frozenset[int], thread: int | None) -> None:
        if not self.inside(who):
            return
        root: UUID | None = self.sent[thread].id if thread is not None else None
        new = NewMessage(client_id=new_id(), text=text_calling(calls, len(self.sent)), thread=root)
        message = send_message(sender=self.seat(who), new=new).message
        self.sent[message.seq] = message
        self.versions[message.seq] = 0
        self.truth.sent(message.seq, Said(author=who, thread=thread, calls=self.reached(calls)))

    def reached(self, calls: frozenset[int]) -> set[int]:
        return set(calls) if calls == EVERYONE else set(calls & self.truth.readers.keys())

    # ---- what people do

    @rule(who=WHO, calls=CALLS)
    def send(self, who: int, calls: frozenset[int]) -> None:
        self.say(who, calls, None)

    @rule(who=WHO, calls=CALLS, pick=PICK)
    def reply(self, who: int, calls: frozenset[int], pick: int) -> None:
        thread = self.pick(pick, roots=True)
        if thread is not None:
            self.say(who, calls, thread)

    @rule(who=WHO, seq=st.integers(0, 40))
    def read(self, who: int, seq: int) -> None:
        if self.inside(who):
            actions.mark_read(reader=self.seat(who), seq=seq)
            self.truth.read(who, seq)

    @rule(who=WHO, pick=PICK)
    def mark_unread(self, who: int, pick: int) -> None:
        seq = self.pick(pick)
        if self.inside(who) and seq is not None:
            mark_unread(reader=self.seat(who), seq=seq)
            self.truth.marked_unread(who, seq)

    @rule(who=WHO, pick=PICK, seq=st.integers(0, 40))
    def read_thread(self, who: int, pick: int, seq: int) -> None:
        root = self.pick(pick, roots=True)
        if self.inside(who) and root is not None:
            read_thread(reader=self.seat(who), root=self.root(root), seq=seq)
            self.truth.read_thread(who, root, seq)

    @rule(who=WHO, pick=PICK, follow=st.booleans())
    def choose_thread(self, who: int, pick: int, follow: bool) -> None:
        root = self.pick(pick, roots=True)
        if not self.inside(who) or root is None:
            return
        (follow_thread if follow else unfollow_thread)(follower=self.seat(who), root=self.root(root))
        (self.truth.followed if follow else self.truth.unfollowed)(who, root)

    @rule(who=WHO, threaded=st.booleans())
    def choose_view(self, who: int, threaded: bool) -> None:
        if self.inside(who):
            change_settings(member=self.seat(who), changes={"view": "threaded" if threaded else "flat"})
            self.truth.set_view(who, threaded=threaded)

    @rule(who=WHO, follow=st.booleans())
    def follow_all(self, who: int, follow: bool) -> None:
        if self.inside(who):
            change_settings(member=self.seat(who), changes={"follow_threads": follow})
            self.truth.follow_all(who, follow=follow)

    @rule(who=WHO)
    def read_everything(self, who: int) -> None:
        mark_everything_read(user=self.people[who])
        if self.inside(who):
            self.truth.all_read(who)

    @rule(who=WHO, other=WHO)
    def read_everything_and_undo(self, who: int, other: int) -> None:
        """Exactly undone, although someone wrote in between."""
        if not self.inside(who) or who == other:
            return
        reader = self.truth.readers[who]
        position, unread = reader.position, set(reader.unread)
        before = mark_everything_read(user=self.people[who])
        self.say(other, frozenset(), None)
        if before:
            set_positions(user=self.people[who], wanted=before)
            reader.position = position
            reader.unread |= unread

    @rule(who=WHO, pick=PICK)
    def delete(self, who: int, pick: int) -> None:
        seq = self.pick(pick)
        if seq is not None and self.try_to(lambda: self._delete(who, seq)):
            self.truth.messages[seq].deleted = True

    def _delete(self, who: int, seq: int) -> bool:
        delete_message(deleter=member_message_of(self.people[who], self.sent[seq].id), reason="Off topic")
        return True

    @rule(who=WHO, pick=PICK)
    def restore(self, who: int, pick: int) -> None:
        seq = self.pick(pick)
        if seq is not None and self.try_to(
            lambda: restore_message(restorer=member_message_of(self.people[who], self.sent[seq].id))
        ):
            self.truth.messages[seq].deleted = False

    @rule(pick=PICK, calls=CALLS)
    def edit(self, pick: int, calls: frozenset[int]) -> None:
        seq = self.pick(pick)
        if seq is None:
            return
        author, version = self.people[self.truth.messages[seq].author], self.versions[seq]
        text = text_calling(calls, 1000 + version)

        def act() -> Message:
            proof = member_message_of(author, self.sent[seq].id)
            return edit_message(editor=proof, text=text, version=version)

        if self.try_to(act):
            self.versions[seq] += 1
            self.truth.edited(seq, self.reached(calls))

    @rule(who=WHO)
    def join(self, who: int) -> None:
        if not self.inside(who):
            seat = actions.join_room(viewer=viewer_of(self.people[who], self.room.id))
            self.truth.joined(who, seat.joined_seq)

    @rule(who=WHO)
    def leave(self, who: int) -> None:
        if self.inside(who):
            self.try_to(lambda: actions.leave_room(leaver=self.seat(who)))
            if not Membership.objects.filter(user=self.people[who], room=self.room).exists():
                del self.truth.readers[who]

    @rule(who=WHO)
    def wake_third_device(self, who: int) -> None:
        """It slept through any number of events, and hears its own stream first."""
        self.check(who, 2, own_first=True)

    # ---- what must hold

    @invariant()
    def everyone_agrees(self) -> None:
        for who in self.truth.readers:
            seat = self.seat(who)
            one = readings([seat.id])[seat.id]
            assert tuple(getattr(one, name) for name in COUNTS) == self.truth.counts(who)
            self.check(who, 0, own_first=False)
            self.check(who, 1, own_first=True)

    @invariant()
    def threads_add_up(self) -> None:
        """What is left of the threads, one by one, is what is left of them together."""
        for who, reader in self.truth.readers.items():
            if reader.threaded:
                seat = self.seat(who)
                roots = [
                    self.sent[seq].id for seq, said in self.truth.messages.items() if said.thread is None
                ]
                found = [thread_reading(seat, root) for root in roots]
                _, _, _, unread, calling = self.truth.counts(who)
                assert sum(one.unread_count for one in found) == unread
                assert sum(one.mention_count for one in found) == calling

    def check(self, who: int, which: int, *, own_first: bool) -> None:
        if not self.inside(who):
            return
        device = self.devices[who][which]
        for hear in (device.hear_own, device.hear_room) if own_first else (device.hear_room, device.hear_own):
            hear()
        device.hear_room()
        device.settle()
        assert device.reading() == self.truth.counts(who)


@pytest.mark.timeout(400)
@pytest.mark.django_db
def test_unread_is_the_truth_after_any_story() -> None:
    run_state_machine_as_test(
        Reading,
        settings=settings(
            deadline=None,
            max_examples=12,
            stateful_step_count=25,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
