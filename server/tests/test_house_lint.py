"""The house lint judges its own examples rightly, and so do the size limits."""

import ast

import pytest

from tools import sizes
from tools.house_lint import wrong_verdicts
from tools.house_rules import RULES, Rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_judges_its_own_examples_rightly(rule: Rule) -> None:
    assert rule.good
    assert rule.bad
    assert list(wrong_verdicts(rule)) == []


def test_a_rule_speaks_only_about_its_files() -> None:
    rule = next(rule for rule in RULES if rule.name == "open the door")
    assert rule.concerns("server/flowchat/chat/rooms/api/views.py")
    assert not rule.concerns("server/flowchat/chat/rooms/access.py")
    assert not rule.concerns("server/flowchat/chat/rooms/api/tests/test_views.py")


@pytest.mark.parametrize(
    ("code", "paths"),
    [
        ("def f(): pass", 1),
        ("def f(x):\n if x and x > 1 or x < 0: return 1", 4),
        ("def f(x):\n for y in x:\n  while y: pass", 3),
        ("def f(x):\n def g():\n  if x: pass\n return g", 1),
        ("def f(x):\n match x:\n  case 1: pass\n  case _: pass", 3),
    ],
)
def test_ways_through_a_function_are_counted(code: str, paths: int) -> None:
    assert sizes.count_paths(ast.parse(code).body[0]) == paths


def test_what_is_past_a_limit_is_named() -> None:
    long = sizes.Function("long", 3, 51, 1)
    branchy = sizes.Function("branchy", 60, 10, 11)
    file = sizes.File("server/flowchat/x.py", 351, (long, branchy))
    found = list(sizes.excesses(file))
    assert [word.rsplit(":", 1)[0] for word in found] == [
        "server/flowchat/x.py",
        "server/flowchat/x.py:3: long",
        "server/flowchat/x.py:60: branchy",
    ]


def test_the_middle_and_the_tail() -> None:
    assert sizes.spread(range(1, 101)).split() == ["50", "95", "100"]
    assert sizes.spread([7]).split() == ["7", "7", "7"]
