"""Wire objects as JSON: byte for byte what Django REST framework writes."""

from hypothesis import given
from hypothesis import strategies as st
from rest_framework.renderers import JSONRenderer

from flowchat.chat.events.objects import Preferences
from flowchat.http.rendering import WireJSON, write_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(TEXTS, max_size=3))
def test_it_writes_what_the_framework_writes(texts: list[str]) -> None:
    body = Preferences(sections=[*texts, '\u2028 \u2029 \x00 \x1f \x7f " \\ / é 👩🏽‍🚀'])
    plain = body.model_dump(mode="json")
    assert write_json(body) == JSONRenderer().render(plain)
    assert WireJSON().render(body) == JSONRenderer().render(plain)
    wanted = "application/json; indent=4"
    assert WireJSON().render(body, wanted) == JSONRenderer().render(plain, wanted)
    assert WireJSON().render(plain) == JSONRenderer().render(plain)
