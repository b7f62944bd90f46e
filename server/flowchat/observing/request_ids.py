"""The id of a request: in its answer, in every log line about it, and with the events it wrote until they are told."""

import re
import secrets
from contextvars import ContextVar

_SHAPE = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""What is believed of what a client or a proxy says. Nothing else reaches the log: no line breaks, no page of text."""

_current: ContextVar[str] = ContextVar("flowchat_request_id", default="")


def begin(offered: str | None) -> str:
    """Give the present task the id that came with its request, or a new one, and return it."""
    request_id = offered if offered and _SHAPE.fullmatch(offered) else secrets.token_hex(12)
    _current.set(request_id)
    return request_id


def current_request_id() -> str:
    """Return the id of the request that is being answered; "" outside of one."""
    return _current.get()
