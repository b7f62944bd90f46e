"""What is committed in contract/ is what the code says."""

import json

import jsonschema
from django.urls import URLPattern, URLResolver, get_resolver

from tools.export_contract import FOLDER, differences, export, without_titles


def test_the_committed_contract_is_up_to_date() -> None:
    assert differences(export()) == []


def test_a_difference_is_noticed() -> None:
    changed = {name: text + " " for name, text in export().items()}
    assert len(differences(changed)) == len(changed)


def test_the_schema_of_events_is_a_schema() -> None:
    schema = json.loads((FOLDER / "events.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert {"envelope", "server_frame", "client_frame"} == set(schema["properties"])


def test_titles_go_but_a_property_called_title_stays() -> None:
    schema = {
        "title": "X",
        "properties": {"title": {"title": "Title", "type": "string"}},
        "anyOf": [{"title": "Y"}],
    }
    assert without_titles(schema) == {"properties": {"title": {"type": "string"}}, "anyOf": [{}]}


def test_every_address_of_the_api_is_described() -> None:
    """A view that drf-spectacular can't see would be missing from the matrix, too."""
    described = (FOLDER / "openapi.yaml").read_text()
    known = {"api/schema/", "api/docs/", "^api(/.*)?$"}
    for route in api_routes(get_resolver().url_patterns, ""):
        if route not in known:
            path = "/" + route.replace("<uuid:", "{").replace("<str:", "{").replace("<", "{").replace(
                ">", "}"
            )
            assert f"  {path}:" in described, path


def api_routes(patterns: list[URLPattern | URLResolver], before: str) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += api_routes(pattern.url_patterns, route) if route.startswith("api") else []
        elif route.startswith(("api", "^api")):
            found.append(route)
    return found
