"""One emoji, one form."""

import pytest

from flowchat.chat.emoji.unicode import canonical_emoji, custom_name


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("👍", "👍"),
        ("👍🏽", "👍🏽"),
        ("👍\ufe0f", "👍"),
        ("❤", "❤\ufe0f"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("❤\ufe0e", "❤\ufe0f"),
        ("❤‍🔥", "❤\ufe0f‍🔥"),
        ("🧑🏿‍🤝‍🧑🏿", "🧑🏿‍🤝‍🧑🏿"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        ("🇵🇹", "🇵🇹"),
        ("#⃣", "#\ufe0f⃣"),
        ("\U0001faea", "\U0001faea"),
    ],
)
def test_each_has_one_form(written: str, form: str) -> None:
    assert canonical_emoji(written) == form


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "1",
        "#",
        "👍👍",
        "👍 ",
        "👍a",
        "🏽",
        "🇵",
        "\u200d",
        "\ufe0f",
        ":+1:",
        "\U0010ffff",
        "👍" * 500,
    ],
)
def test_what_is_not_one_emoji(text: str) -> None:
    assert canonical_emoji(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (":party_parrot:", "party_parrot"),
        (":+1:", "+1"),
        ("party", None),
        (":a:", None),
        (":A b:", None),
        ("::", None),
    ],
)
def test_the_name_of_a_custom_one(text: str, name: str | None) -> None:
    assert custom_name(text) == name
