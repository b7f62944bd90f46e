"""The parser of the server and the parser of the client, over the same hostile texts: they must see the same tree.

No browser is needed, but both halves are: Node runs the client's own source.
"""

import json
import random
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from flowchat.chat.formatting.parser import parse
from flowchat.chat.formatting.reading import plain_text
from flowchat.chat.formatting.tests.hostile import ATOMS, UNITS

pytestmark = pytest.mark.still

WEB = Path(__file__).parents[1] / "web"
TEXTS = 6000


def hostile_text(chance: random.Random) -> str:
    pieces = chance.choice((ATOMS, ATOMS, UNITS))
    return "".join(chance.choices(pieces, k=chance.randint(1, chance.choice((3, 10, 40)))))


def as_the_server_sees(text: str) -> dict[str, Any]:
    seen = {
        "tree": [asdict(block) for block in parse(text)],
        "plain": plain_text(text),
        "notice": plain_text(text, spoilers=False),
    }
    told: dict[str, Any] = json.loads(json.dumps(seen))
    return told


def as_the_client_sees(texts: list[str]) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["node", "scripts/parse-lines.mjs"],
        cwd=WEB,
        input="".join(f"{json.dumps(text)}\n" for text in texts),
        capture_output=True,
        text=True,
        check=True,
    )
    # Not splitlines(): U+2028 is a character here, not the end of a line.
    return [json.loads(line) for line in done.stdout.split("\n") if line]


@pytest.mark.parametrize("seed", range(3))
def test_both_parsers_see_the_same_in_hostile_texts(seed: int) -> None:
    chance = random.Random(seed)
    texts = [hostile_text(chance) for _ in range(TEXTS)]
    seen = as_the_client_sees(texts)
    assert len(seen) == len(texts)
    for text, tree in zip(texts, seen, strict=True):
        assert tree == as_the_server_sees(text), repr(text)
