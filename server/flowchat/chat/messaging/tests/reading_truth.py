"""Unread written down naively from the rules: for each person the very set of messages they have not read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

Who = int
Seq = int
Counts = tuple[int, int, int, int, int]
"""Position, unread, mentions, unread in threads, mentions in threads."""


@dataclass
class Said:
    """A message: by whom, in which thread (its root's seq), whom it calls."""

    author: Who
    thread: Seq | None
    calls: set[Who]
    deleted: bool = False


@dataclass
class Reader:
    """Someone in the room. `spared`: replies that were there before they followed every thread."""

    position: Seq
    threaded: bool = False
    follows_all: bool = False
    unread: set[Seq] = field(default_factory=set)
    spared: set[Seq] = field(default_factory=set)


@dataclass
class Truth:
    """A room as its rules say it is. `choices` outlive leaving; None, like a missing one: never chosen."""

    messages: dict[Seq, Said] = field(default_factory=dict)
    readers: dict[Who, Reader] = field(default_factory=dict)
    choices: dict[tuple[Who, Seq], bool] = field(default_factory=dict)

    # ---- what is asked

    def counts(self, who: Who) -> Counts:
        reader = self.readers[who]
        here = [seq for seq in reader.unread if not self._apart(reader, seq)]
        apart = [seq for seq in reader.unread if self._apart(reader, seq) and self._owed(who, seq)]
        return (
            reader.position,
            self._there(here),
            self._there(here, who),
            self._there(apart),
            self._there(apart, who),
        )

    def follows(self, who: Who, root: Seq) -> bool:
        return self.choices.get((who, root), self.readers[who].follows_all)

    def root_at(self, seq: Seq) -> Seq | None:
        said = self.messages.get(seq)
        return said.thread if said else None

    def _apart(self, reader: Reader, seq: Seq) -> bool:
        return reader.threaded and self.messages[seq].thread is not None

    def _owed(self, who: Who, seq: Seq) -> bool:
        root = self.messages[seq].thread
        assert root is not None
        chosen = self.choices.get((who, root))
        return self.follows(who, root) and not (chosen is None and seq in self.readers[who].spared)

    def _there(self, seqs: Iterable[Seq], called: Who | None = None) -> int:
        found = (self.messages[seq] for seq in seqs)
        return sum(not one.deleted and (called is None or called in one.calls) for one in found)

    def in_thread(self, root: Seq) -> set[Seq]:
        return {seq for seq, said in self.messages.items() if said.thread == root}

    # ---- what happens

    def sent(self, seq: Seq, said: Said) -> None:
        self.messages[seq] = said
        for who, reader in self.readers.items():
            if who != said.author:
                reader.unread.add(seq)
        author = self.readers[said.author]
        if said.thread is None:
            self._read_room(author, seq)
            return
        if author.threaded:
            author.unread -= self.in_thread(said.thread)
        else:
            self._read_room(author, seq)
        self.choices[said.author, said.thread] = True
        self.called(seq, {self.messages[said.thread].author, *said.calls} - {said.author})

    def called(self, seq: Seq, people: set[Who]) -> None:
        """Who never chose follows from this reply on."""
        root = self.messages[seq].thread
        if root is None:
            return
        for who in people & self.readers.keys():
            reader = self.readers[who]
            if (who, root) in self.choices or reader.follows_all:
                continue
            self.choices[who, root] = True
            if reader.threaded:
                reader.unread -= {one for one in self.in_thread(root) if one < seq}

    def edited(self, seq: Seq, calls: set[Who]) -> None:
        said = self.messages[seq]
        said.calls = calls
        self.called(seq, calls - {said.author})

    def read(self, who: Who, seq: Seq) -> None:
        reader = self.readers[who]
        reached = max((one for one in self.messages if one <= seq), default=0)
        if reached > reader.position:
            self._read_room(reader, reached)

    def _read_room(self, reader: Reader, seq: Seq) -> None:
        reader.position = seq
        reader.unread = {one for one in reader.unread if one > seq or self._apart(reader, one)}

    def marked_unread(self, who: Who, seq: Seq) -> None:
        reader = self.readers[who]
        root = self.root_at(seq) if reader.threaded else None
        if root is not None:
            self._take_thread_back(who, root, seq)
            return
        reader.position = min(reader.position, seq - 1)
        back = {one for one in self._by_others(who) if one >= seq}
        reader.unread |= {one for one in back if not self._apart(reader, one)}
        if not reader.threaded:
            reader.spared = {one for one in reader.spared if one < seq}

    def _take_thread_back(self, who: Who, root: Seq, seq: Seq) -> None:
        reader, replies = self.readers[who], self.in_thread(root)
        if not self.follows(who, root):
            reader.unread -= replies
        elif (who, root) not in self.choices:
            reader.unread -= replies & reader.spared
        self.choices[who, root] = True
        reader.unread |= {one for one in replies & self._by_others(who) if one >= seq}

    def _by_others(self, who: Who) -> set[Seq]:
        return {seq for seq, said in self.messages.items() if said.author != who}

    def read_thread(self, who: Who, root: Seq, seq: Seq) -> None:
        reader = self.readers[who]
        reader.unread -= {one for one in self.in_thread(root) if one <= seq}

    def followed(self, who: Who, root: Seq) -> None:
        reader = self.readers[who]
        if self.choices.get((who, root)):
            return
        if reader.threaded:
            gone = self.in_thread(root)
            reader.unread -= (gone & reader.spared) if self.follows(who, root) else gone
        self.choices[who, root] = True

    def unfollowed(self, who: Who, root: Seq) -> None:
        self.choices[who, root] = False

    def set_view(self, who: Who, *, threaded: bool) -> None:
        reader = self.readers[who]
        if threaded and not reader.threaded:
            reader.spared.clear()
        if reader.threaded and not threaded:
            reader.unread = {one for one in reader.unread if one > reader.position}
        reader.threaded = threaded

    def follow_all(self, who: Who, *, follow: bool) -> None:
        reader = self.readers[who]
        if follow and not reader.follows_all:
            reader.spared = set(reader.unread) if reader.threaded else set()
        reader.follows_all = follow

    def all_read(self, who: Who) -> None:
        reader = self.readers[who]
        _, unread, _, in_threads, _ = self.counts(who)
        if unread + in_threads:
            reader.position = max([reader.position, *self.messages])
            reader.unread.clear()

    def joined(self, who: Who, seq: Seq) -> None:
        self.readers[who] = Reader(position=seq)
