"""Telling a slip of the fingers from another word."""


def is_close(wanted: str, text: str) -> bool:
    """Is every word of `wanted` a word of `text`, or the beginning of one, but for a typo or two? Both are folded.

    Words of up to two letters must be right, up to five may have one slip, longer ones two.
    """
    words = text.split()
    return all(any(_begins_like(asked, word) for word in words) for asked in wanted.split())


def _begins_like(asked: str, word: str) -> bool:
    allowed = 0 if len(asked) <= 2 else 1 if len(asked) <= 5 else 2
    # The beginning that was meant may be shorter or longer than what was typed.
    lengths = range(max(1, len(asked) - allowed), min(len(word), len(asked) + allowed) + 1)
    return any(slips(asked, word[:length]) <= allowed for length in lengths)


def slips(one: str, other: str) -> int:
    """Count the letters to add, drop, change or swap with their neighbour (optimal string alignment distance)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
