"""The shared examples of contract/formatting: this parser must agree with them, as the client's must."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from flowchat.chat.formatting.parser import parse
from flowchat.chat.formatting.reading import plain_text

VECTORS = Path(__file__).parents[5] / "contract" / "formatting" / "vectors.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_a_text_has_its_tree_and_its_plain_text(case: dict[str, Any]) -> None:
    tree = json.loads(json.dumps([asdict(block) for block in parse(case["text"])]))
    assert tree == case["tree"]
    assert plain_text(case["text"]) == case["plain"]
    assert plain_text(case["text"], spoilers=False) == case.get("notice", case["plain"])


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 150


def test_the_cases_show_every_kind_of_node() -> None:
    kinds = {
        "paragraph", "quote", "list", "code_block", "table",
        "text", "break", "code", "bold", "italic", "strike", "spoiler", "link", "mention", "group", "emoji",
    }  # fmt: skip
    shown = json.dumps([case["tree"] for case in CASES])
    assert all(f'"type": "{kind}"' in shown for kind in kinds)
