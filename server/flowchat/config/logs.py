"""Logging, for people or for machines."""

import json
import logging
import logging.config
import traceback
from datetime import UTC, datetime
from typing import Literal

from flowchat.chat.wire import format_time
from flowchat.observing.request_ids import current_request_id

_PLAIN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JSONLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and whatever was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON."""
        line = {
            "time": format_time(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _PLAIN},
        }
        if record.exc_info:
            line["traceback"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(line, default=str, ensure_ascii=False)


class HumanLines(logging.Formatter):
    """A line for people, with the id of the request at its end."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        """Return the line without what follows it, such as a traceback."""
        request_id = getattr(record, "request_id", "")
        return super().formatMessage(record) + (f" ({request_id})" if request_id else "")


class OfRequest(logging.Filter):
    """Notes in each record the id of the request it is about."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record. One that knows better, such as about a delivery, keeps its id."""
        if not hasattr(record, "request_id") and (request_id := current_request_id()):
            record.request_id = request_id
        return True


class WithoutAddress(logging.Filter):
    """Takes the address of a request out of what Django says of it: the path of a link holds its token."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, with the pattern that the address fitted in the address's place."""
        request = record.__dict__.pop("request", None)
        if request is not None and isinstance(record.args, tuple):
            route = getattr(getattr(request, "resolver_match", None), "route", "") or "an address"
            path = str(getattr(request, "path", ""))
            record.args = tuple(route if _holds(arg, path) else arg for arg in record.args)
        return True


def _holds(arg: object, path: str) -> bool:
    # Django escapes what it hands to the log.
    return isinstance(arg, str) and arg in (path, path.encode("unicode_escape").decode("ascii"))


def configure(style: Literal["human", "json"], *, debug: bool = False) -> None:
    """Set logging up for the whole process. No access log: paths hold the tokens of invite links."""
    # Every request and every delivery by its ids is for machines to sift; people would not see the wood for the trees.
    each = "INFO" if style == "json" or debug else "WARNING"
    formatter = (
        {"()": JSONLines}
        if style == "json"
        else {
            "()": HumanLines,
            "format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s",
            "datefmt": "%H:%M:%S",
        }
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "filters": {"without_address": {"()": WithoutAddress}, "of_request": {"()": OfRequest}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "line",
                    "filters": ["without_address", "of_request"],
                }
            },
            "root": {"handlers": ["stderr"], "level": "INFO" if debug else "WARNING"},
            "loggers": {
                "flowchat": {"level": "DEBUG" if debug else "INFO"},
                "flowchat.requests": {"level": each},
                "flowchat.deliveries": {"level": each},
                "uvicorn.access": {"handlers": [], "propagate": False},
                # `flowchat.jobs` tells what happens to background work, in one line instead of a traceback a second.
                "procrastinate": {"level": "CRITICAL"},
                "psycopg.pool": {"level": "CRITICAL"},
                # Its retries quote addresses of files, with their signatures.
                "urllib3": {"level": "ERROR"},
                # Every 4xx as a warning is noise to the operator.
                "django.request": {"level": "ERROR"},
                # An error with a traceback to Django, but any passer-by can cause it, and fill the disk with it.
                "django.security.DisallowedHost": {"level": "CRITICAL"},
            },
        }
    )
