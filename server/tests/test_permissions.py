"""Every endpoint, tried by everyone. The list of endpoints comes from the API's own description."""

import json
import re
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from django.db import transaction

from tests import matrix_rows
from tests.matrix_cast import PERSONAS, Cast, make_cast
from tests.matrix_change_rows import CHANGE_ROWS
from tests.matrix_file_rows import FILE_ROWS
from tests.matrix_preview_rows import PREVIEW_ROWS
from tests.matrix_rows import Row
from tools.prepare import ROOT

ROWS = [*matrix_rows.ROWS, *CHANGE_ROWS, *PREVIEW_ROWS, *FILE_ROWS]

METHODS = ("get", "post", "put", "patch", "delete")
API = yaml.safe_load((ROOT / "contract" / "openapi.yaml").read_text())
OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    operation["operationId"]: (method, path, operation)
    for path, methods in API["paths"].items()
    for method, operation in methods.items()
    if method in METHODS
}
WITH_BODY = [
    name
    for name, (_, _, operation) in OPERATIONS.items()
    if "application/json" in operation.get("requestBody", {}).get("content", {})
]
"""An empty body is an empty object: that is a change of nothing, and refused where something is needed."""


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def ask(cast: Cast, persona: str, row: Row) -> tuple[int, bytes]:
    """Let one person try one row, and undo what it did; return status and body."""
    method, template, _ = OPERATIONS[row.operation]
    cache.clear()  # limits count there, and no rollback empties it
    with transaction.atomic():
        path = template.format(**row.path(cast))
        if query := row.query(cast):
            path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
        content, kind = row.content or (json.dumps(row.body(cast)).encode(), "application/json")
        response = cast.client(persona).generic(
            method.upper(), path, content, content_type=kind, headers=row.headers(cast)
        )
        transaction.set_rollback(True)
    return response.status_code, response.getvalue()


def test_every_endpoint_has_a_row() -> None:
    assert {row.operation for row in ROWS} == set(OPERATIONS)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_may(row: Row, cast: Cast) -> None:
    responses = {persona: ask(cast, persona, row) for persona in PERSONAS}
    given = {persona: status for persona, (status, _) in responses.items()}
    assert given == dict(zip(PERSONAS, row.statuses, strict=True))
    for persona, (status, body) in responses.items():
        if status >= 400:
            check_error_shape(body, persona)


def check_error_shape(body: bytes, about: str) -> None:
    answer = json.loads(body)
    assert set(answer) == {"error"}, about
    error = answer["error"]
    assert set(error) == {"code", "message", "fields"}, about
    assert re.fullmatch(r"[a-z_]+", error["code"]), about
    assert error["message"].endswith((".", "?")), about


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_answer_is_described(row: Row) -> None:
    described = {int(status) for status in OPERATIONS[row.operation][2]["responses"]}
    assert set(row.statuses) <= described


@pytest.mark.parametrize("operation", WITH_BODY)
def test_a_garbled_body_is_refused(operation: str, cast: Cast) -> None:
    row = next(row for row in ROWS if row.operation == operation)
    method, template, _ = OPERATIONS[operation]
    path = template.format(**row.path(cast))
    garbage = [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"nonsense": 1}',
        b'{"a": NaN}',
        b"\xff\xfe",
        b"[" * 100_000,
    ]
    for body in garbage:
        cache.clear()
        with transaction.atomic():
            response = cast.client("owner").generic(
                method.upper(), path, body, content_type="application/json"
            )
            transaction.set_rollback(True)
        assert response.status_code == 400, (body[:20], response.content[:200])
        check_error_shape(response.content, str(body[:20]))


TAKEN_OFF_A_LIST = {"unsave_message"}
"""What is not on one's own list is off it: 204 for every id, so that nothing is told of it."""


@pytest.mark.parametrize(
    "operation", [name for name, (_, path, _) in OPERATIONS.items() if re.search(r"{\w+_id}", path)]
)
def test_an_unknown_or_malformed_id_is_not_found(operation: str, cast: Cast) -> None:
    row = next(row for row in ROWS if row.operation == operation)
    method, template, _ = OPERATIONS[operation]
    unknown = [] if operation in TAKEN_OFF_A_LIST else ["00000000-0000-7000-8000-000000000000"]
    for value in (*unknown, "1", "%00", "..%2f..%2fetc", "x" * 5000):
        path = re.sub(r"{\w+}", value, template)
        content, kind = row.content or (json.dumps(row.body(cast)).encode(), "application/json")
        response = cast.client("owner").generic(
            method.upper(), path, content, content_type=kind, headers=row.headers(cast)
        )
        assert response.status_code == 404, (value[:20], response.content[:200])
