"""What the server reads out of a text."""

import pytest

from flowchat.chat.formatting.reading import HIDDEN, Mentions, has_code, links_of, mentions_of, plain_text


def test_plain_text_drops_marks_and_keeps_lines() -> None:
    text = "**Plan**:\n- [notes](https://example.org)\n- ~~wait~~\n\n> so?\n```py\nx = 1\n```"
    assert plain_text(text) == "Plan:\n• notes\n• wait\nso?\nx = 1"


@pytest.mark.parametrize(
    "text",
    [
        "||no||",
        "a ||no|| b",
        "||**no** `no` @no no.example||",
        "- ||no||",
        "> ||no||",
        "|a|\n|-|\n|\\|\\|no\\|\\||",
    ],
)
def test_a_notice_hides_spoilers(text: str) -> None:
    assert "no" not in plain_text(text, spoilers=False)
    assert HIDDEN in plain_text(text, spoilers=False)
    assert "no" in plain_text(text)


def test_a_hidden_word_does_not_tell_its_length() -> None:
    assert plain_text("||a||", spoilers=False) == plain_text("||much longer than that||", spoilers=False)


def test_a_shortcode_becomes_its_emoji_where_there_is_one() -> None:
    assert plain_text(":tada: :odd:", emoji={"tada": "🎉"}.get) == "🎉 :odd:"
    assert plain_text("`:tada:`", emoji={"tada": "🎉"}.get) == ":tada:"


def test_links_come_once_and_in_order() -> None:
    text = "https://b.example [a](https://a.example) **https://b.example** ana@c.example\n> www.d.example\n|e|\n|-|\n|https://e.example|"
    assert links_of(text) == (
        "https://b.example",
        "https://a.example",
        "mailto:ana@c.example",
        "https://www.d.example",
        "https://e.example",
    )


@pytest.mark.parametrize(
    "text", ["`https://a.example`", "```\nhttps://a.example\n```", "[a](javascript:alert(1))", "a.example"]
)
def test_code_and_other_schemes_hold_no_links(text: str) -> None:
    assert links_of(text) == ()


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("`a`", True),
        ("> - ```\n>   a", True),
        ("**a `b`**", True),
        ("|a|\n|-|\n|`b`|", True),
        ("a ` b", False),
        ("\\`a\\`", False),
    ],
)
def test_code_is_found_wherever_it_stands(text: str, there: bool) -> None:
    assert has_code(text) is there


def test_mentions_are_told_as_written_each_once() -> None:
    text = "@Alice, @bob and @Alice\n> ||@carol||\n- **@дарья** @HERE @here @all"
    assert mentions_of(text) == Mentions(names=("Alice", "bob", "carol", "дарья"), groups=("here", "all"))


@pytest.mark.parametrize(
    "text",
    [
        "`@alice`",
        "```\n@alice @all\n```",
        "ana@alice.example",
        "\\@alice",
        "[@alice](https://a.example)",
        "a@alice",
        "/@alice",
    ],
)
def test_nobody_is_called_in_code_addresses_labels_and_words(text: str) -> None:
    assert mentions_of(text) == Mentions(names=(), groups=())
