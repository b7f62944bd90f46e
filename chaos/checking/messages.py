"""No acknowledged message is lost, none is there twice; the same for edits, readings and files."""

from collections.abc import Iterator, Mapping, Sequence

from chaos.checking.findings import Finding, finding_each
from chaos.checking.truth import StoredMessage, Truth
from chaos.fleet.journal import Journal, Send


def check_messages(journals: Sequence[Journal], truth: Truth) -> list[Finding]:
    """Every acknowledged message is there exactly once, as it was acknowledged; every other at most once."""
    stored: dict[str, list[StoredMessage]] = {}
    for one in truth.messages:
        stored.setdefault(one.token, []).append(one)
    sends = {one.token: one for journal in journals for one in journal.sends.values()}
    found = [word for token, sent in sends.items() for word in _wrong_with(sent, stored.get(token, []))]
    found += [f"{token} is there and nobody sent it" for token in stored.keys() - sends.keys()]
    return finding_each("every message exactly once", found)


def _wrong_with(sent: Send, stored: Sequence[StoredMessage]) -> Iterator[str]:
    acks = sorted(set(sent.acks))
    if acks and not stored:
        yield f"{sent.token} was acknowledged as {acks[0]} and is not there"
    if len(stored) > 1:
        yield f"{sent.token} is there {len(stored)} times after {sent.tries} tries"
    if len(acks) > 1:
        yield f"{sent.token} was acknowledged as different messages: {acks}"
    places = {(one.id, one.seq) for one in stored}
    if stored and not places.issuperset(acks):
        yield f"{sent.token} was acknowledged as {acks} and is {sorted(places)}"
    if {one.room for one in stored} - {sent.room}:
        yield f"{sent.token} was sent to {sent.room} and is in {stored[0].room}"


def check_edits(journals: Sequence[Journal], truth: Truth) -> list[Finding]:
    """Every acknowledged edit is the text of the version that it was acknowledged as; no edit is there twice."""
    found: list[str] = []
    texts = {one.id: one.texts for one in truth.messages}
    for edit in (one for journal in journals for one in journal.edits):
        versions = texts.get(edit.message_id, ())
        if versions.count(edit.text) > 1:
            found.append(f"{edit.text!r} is {versions.count(edit.text)} versions of {edit.message_id}")
        acknowledged = edit.version is not None and versions[edit.version : edit.version + 1]
        if edit.version is not None and acknowledged != (edit.text,):
            found.append(f"{edit.text!r} was acknowledged as version {edit.version} of {edit.message_id}")
    return finding_each("every edit is kept", found)


def check_reads(journals: Sequence[Journal], truth: Truth) -> list[Finding]:
    """A position that was acknowledged never goes back. Who was taken out and came back begins further on."""
    return finding_each(
        "what was read stays read",
        (
            f"{journal.name} had read {room} up to {seq} and stands at {truth.positions[room, journal.user_id]}"
            for journal in journals
            for room, seq in journal.reads.items()
            if truth.positions.get((room, journal.user_id), seq) < seq
        ),
    )


def check_files(journals: Sequence[Journal], digests: Mapping[str, str | None]) -> list[Finding]:
    """Every acknowledged file has its bytes; `digests` has those of the files that could be had, by id."""
    return finding_each(
        "every file is kept",
        (
            f"{journal.name} uploaded {file.id}, and its bytes are {'wrong' if digests.get(file.id) else 'gone'}"
            for journal in journals
            for file in journal.files
            if digests.get(file.id) != file.digest
        ),
    )
