"""Log lines, as they reach the operator's terminal or collector."""

import json
import subprocess
import sys

import pytest

from tools.prepared import clean_environment

_SPEAK = """
import logging, sys
from flowchat.config.logs import configure
from flowchat.observing import request_ids

configure(sys.argv[1], debug=sys.argv[2] == "1")
log = logging.getLogger("flowchat.things")
log.info("before")
request_ids.begin("a-request-id")
log.info("inside")
logging.getLogger("flowchat.requests").info("answered", extra={"route": "/api/me/"})
logging.getLogger("flowchat.deliveries").info("delivered", extra={"request_id": "another-one"})
try:
    1 / 0
except ZeroDivisionError:
    log.exception("broken")
"""


def spoken(style: str, debug: str = "0") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _SPEAK, style, debug],
        env=clean_environment({}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stderr.splitlines()


def test_machines_get_each_request_and_each_delivery_with_its_id() -> None:
    lines = [json.loads(line) for line in spoken("json")]
    told = [(line["message"], line.get("request_id")) for line in lines]
    assert told == [
        ("before", None),
        ("inside", "a-request-id"),
        ("answered", "a-request-id"),
        ("delivered", "another-one"),
        ("broken", "a-request-id"),
    ]
    assert lines[2]["route"] == "/api/me/"
    assert "ZeroDivisionError" in lines[4]["traceback"]


@pytest.mark.parametrize(("debug", "all_of_them"), [("0", False), ("1", True)])
def test_people_get_the_id_where_something_happens(debug: str, all_of_them: bool) -> None:
    lines = [line for line in spoken("human", debug) if "flowchat." in line]
    assert lines[0].endswith("flowchat.things: before")
    assert lines[1].endswith("flowchat.things: inside (a-request-id)")
    assert lines[-1].endswith("flowchat.things: broken (a-request-id)")
    assert any("answered" in line for line in lines) == all_of_them
    assert any("delivered" in line for line in lines) == all_of_them
