"""DATABASE_URL and DATABASE_DIRECT_URL, taken apart for Django."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from flowchat.config.problems import BadSetting

_FIX = "Write it as postgresql://user:password@host:5432/name."


POOLED = "DATABASE_URL"
DIRECT = "DATABASE_DIRECT_URL"
_POOLERS = ("-pooler.", ".pooler.")
"""What Neon's and Supabase's names of poolers have in them."""


def read_databases(pooled: str, direct: str) -> tuple[str | None, str | None]:
    """Check both addresses, here at the start rather than at the first query, and return them; None for an empty one.

    Raises BadSetting for a bad one, and for half of a pair.
    """
    for name, url in ((POOLED, pooled), (DIRECT, direct)):
        if url:
            django_database(url, name=name)
    if direct and not pooled:
        raise BadSetting(DIRECT, "is set without DATABASE_URL.", fix="Set DATABASE_URL as well, or alone.")
    if pooled and not direct:
        _refuse_known_pooler(pooled)
    return pooled or None, direct or None


def _refuse_known_pooler(url: str) -> None:
    if any(mark in django_database(url)["HOST"] for mark in _POOLERS):
        raise BadSetting(
            DIRECT,
            "is not set, though DATABASE_URL leads to a pooler.",
            fix="Set it to the direct address of the same database, which waits for news and changes tables.",
        )


def django_database(url: str, *, name: str = POOLED) -> dict[str, Any]:
    """Answer Django's `DATABASES["default"]` for a PostgreSQL URL, which the variable `name` holds.

    Query parameters go to libpq (`?sslmode=require`); `?host=/folder` names the folder of a unix socket.
    Raises BadSetting when it is not a PostgreSQL URL or names no database.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadSetting(name, f"is not a URL ({error}).", fix=_FIX) from error
    if parts.scheme not in ("postgresql", "postgres"):
        raise BadSetting(name, "must begin with postgresql://; FlowChat speaks to PostgreSQL only.", fix=_FIX)
    database = unquote(parts.path.lstrip("/"))
    if not database:
        raise BadSetting(name, "names no database.", fix=_FIX)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "flowchat.http.postgresql",
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": options.pop("port", "") or str(port or ""),
        "OPTIONS": _noticing_silence(host) | options,
    }


def _noticing_silence(host: str) -> dict[str, str]:
    """Return libpq's settings, in seconds and milliseconds, for a database on another machine.

    One that goes away without a word (power, a firewall that forgets) would else hold a thread for a quarter of an
    hour; so it is an error after 15 s.
    """
    if host.startswith("/"):
        return {}
    return {
        "connect_timeout": "5",
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "keepalives_count": "3",
        "tcp_user_timeout": "15000",
    }
