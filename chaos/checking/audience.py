"""Nobody receives an event of a room at a seq when they were not a member."""

from collections.abc import Sequence

from chaos.checking.findings import Finding, finding_each
from chaos.checking.truth import Stay, Truth
from chaos.fleet.journal import Journal


def check_audience(journals: Sequence[Journal], truth: Truth) -> list[Finding]:
    """What came over a socket was for members at that very seq, or for the person alone. What was asked for over HTTP
    was for someone who was a member at that seq or came back later: a member may read what was said before.
    """
    found: list[str] = []
    for journal in journals:
        for stream in {*journal.heard, *journal.fetched}:
            kind, _, owner = stream.partition(".")
            if kind == "user" and owner != journal.user_id:
                found.append(f"{journal.name} was told of {stream}")
            if kind == "room":
                stays = truth.stays(owner).get(journal.user_id, [])
                found += _strange(journal, stream, stays, truth)
    return finding_each("members only", found)


def _strange(journal: Journal, stream: str, stays: Sequence[Stay], truth: Truth) -> list[str]:
    heard = [seq for seq in journal.heard.get(stream, {}) if not any(one.holds(seq) for one in stays)]
    fetched = [
        seq
        for seq, head in journal.fetched.get(stream, {}).items()
        if not any(one.end > seq and one.start <= head for one in stays)
    ]
    kinds = {row.seq: row.kind for row in truth.log.get(stream, [])}
    was_in = ", ".join(f"{one.start} to {one.end}" for one in stays) or "never"
    return [
        f"{journal.name} {how} {stream}#{min(seqs)} ({kinds.get(min(seqs))}; {len(seqs)} in all); was in: {was_in}"
        for how, seqs in (("heard", heard), ("could fetch", fetched))
        if seqs
    ]
