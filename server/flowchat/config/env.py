"""The only place that reads the environment. Every value is checked here, at start, and a bad one is named.

Imports no Django, so a command can read its settings before anything else is up.
"""

import ipaddress
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from flowchat.config.database import DIRECT, POOLED, read_databases
from flowchat.config.firebase import Firebase, read_firebase
from flowchat.config.mail import Mail, read_mail
from flowchat.config.paths import data_folder
from flowchat.config.problems import BadSetting
from flowchat.config.redis import Redis, read_redis
from flowchat.config.secret_keys import SecretKeys, load_secret_keys
from flowchat.config.storage import Storages, read_storages
from flowchat.config.uploads import Uploads, read_uploads
from flowchat.config.workers import read_workers

LogStyle = Literal["human", "json"]
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_USUAL_PORTS = {"http": 80, "https": 443}
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{20,}")
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything a person can set, read and checked once."""

    data: Path  # FLOWCHAT_DATA
    database_url: str | None  # DATABASE_URL; None while the embedded PostgreSQL is not started
    database_direct_url: str | None  # DATABASE_DIRECT_URL, past a pooler that DATABASE_URL names
    redis: Redis | None  # REDIS_URL, through which several processes find each other
    workers: int  # WEB_CONCURRENCY, processes that serve unless --workers says otherwise
    debug: bool  # FLOWCHAT_DEBUG
    hosts: tuple[str, ...]  # FLOWCHAT_HOSTS, names this server answers to
    origins: tuple[str, ...]  # FLOWCHAT_ORIGINS, other sites whose pages may call this server
    public_url: str | None  # FLOWCHAT_PUBLIC_URL, where people reach it, without a final slash
    log: LogStyle  # FLOWCHAT_LOG
    metrics_token: str | None  # FLOWCHAT_METRICS_TOKEN, opens /metrics
    trusted_proxies: tuple[str, ...]  # FLOWCHAT_TRUSTED_PROXIES, addresses or networks
    mail: Mail | None  # FLOWCHAT_MAIL_URL with FLOWCHAT_MAIL_FROM
    link_previews: bool  # FLOWCHAT_LINK_PREVIEWS, on unless turned off: may this server ask others for pages?
    uploads: Uploads  # FLOWCHAT_UPLOAD_*, FLOWCHAT_QUOTA_*, FLOWCHAT_CLAMAV
    firebase: Firebase | None  # FIREBASE_*, and the variables of its emulators
    storage: Storages  # FLOWCHAT_STORAGE, FLOWCHAT_S3_*, CLOUDINARY_URL
    secrets: SecretKeys


def load() -> Environment:
    """Read the environment. Raises BadSetting naming the variable, or Problem when the data folder can't be used.

    Makes the data folder and its secrets when they are not there yet.
    """
    data = data_folder()
    public_url = _public_url()
    database_url, direct_url = read_databases(_text(POOLED), _text(DIRECT))
    return Environment(
        data=data,
        database_url=database_url,
        database_direct_url=direct_url,
        redis=read_redis(_text("REDIS_URL")),
        workers=read_workers(_text("WEB_CONCURRENCY")),
        debug=_flag("FLOWCHAT_DEBUG"),
        hosts=_hosts(public_url),
        origins=_each("FLOWCHAT_ORIGINS", _origin),
        public_url=public_url,
        log=_log_style(),
        metrics_token=_metrics_token(),
        trusted_proxies=_each("FLOWCHAT_TRUSTED_PROXIES", _network),
        mail=_mail(public_url),
        link_previews=_flag("FLOWCHAT_LINK_PREVIEWS", default=True),
        uploads=read_uploads(_text),
        firebase=read_firebase(_text),
        storage=read_storages(_text),
        secrets=load_secret_keys(data),
    )


def _text(name: str) -> str:
    return os.environ.get(name, "").strip()


def _list(name: str) -> list[str]:
    return [item.strip() for item in _text(name).split(",") if item.strip()]


def _each(name: str, check: Callable[[str, str], str]) -> tuple[str, ...]:
    return tuple(check(name, item) for item in _list(name))


def _flag(name: str, *, default: bool = False) -> bool:
    value = _text(name).lower() or str(default).lower()
    if value not in _TRUE + _FALSE:
        raise BadSetting(name, f"{value!r} is neither on nor off.", fix="Set it to 1 or 0.")
    return value in _TRUE


def _log_style() -> LogStyle:
    value = _text("FLOWCHAT_LOG") or "human"
    styles: dict[str, LogStyle] = {"human": "human", "json": "json"}
    if value in styles:
        return styles[value]
    raise BadSetting("FLOWCHAT_LOG", f"{value!r} is not a style.", fix="Set it to human or json.")


def _metrics_token() -> str | None:
    """Whoever has it learns how many people do what, and it can be tried again and again: it may not be guessable."""
    value = _text("FLOWCHAT_METRICS_TOKEN")
    if value and not _TOKEN.fullmatch(value):
        # The value is not repeated: it is a secret.
        raise BadSetting(
            "FLOWCHAT_METRICS_TOKEN",
            "is no good token.",
            fix="Take 20 or more letters, digits, - and _, such as from: openssl rand -hex 20",
        )
    return value or None


def _origin(name: str, value: str) -> str:
    """An origin is scheme, host and port (RFC 6454), as a browser sends it: in lower case, without a usual port."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in _USUAL_PORTS or not host or _has_more_than_an_origin(parts):
        # The value is not repeated: it may hold a password.
        raise BadSetting(name, "is not an origin.", fix="Write https://chat.example.org, without a path.")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (
        f":{port}" if port not in (None, _USUAL_PORTS[parts.scheme]) else ""
    )


def _has_more_than_an_origin(parts: SplitResult) -> bool:
    return bool(parts.path.strip("/") or parts.query or parts.fragment or parts.username or parts.password)


def _mail(public_url: str | None) -> Mail | None:
    """Letters hold links, and anyone may ask for one to be sent: with an address from their request's Host header
    they would choose where the link leads.
    """
    mail = read_mail(_text("FLOWCHAT_MAIL_URL"), _text("FLOWCHAT_MAIL_FROM"))
    if mail is not None and public_url is None:
        raise BadSetting(
            "FLOWCHAT_PUBLIC_URL",
            "is missing while FLOWCHAT_MAIL_URL is set.",
            fix="Set it to where people reach this server, such as https://chat.example.org: it goes into letters.",
        )
    return mail


def _public_url() -> str | None:
    value = _text("FLOWCHAT_PUBLIC_URL")
    return _origin("FLOWCHAT_PUBLIC_URL", value) if value else None


def _hosts(public_url: str | None) -> tuple[str, ...]:
    named = _each("FLOWCHAT_HOSTS", _host)
    public = urlsplit(public_url).hostname if public_url else None
    return tuple(dict.fromkeys([*named, *([public] if public else []), *LOOPBACK_HOSTS]))


def _host(name: str, value: str) -> str:
    if "/" in value or (value.count(":") == 1):
        raise BadSetting(
            name, f"{value!r} is not a host name.", fix="Write chat.example.org, without scheme or port."
        )
    return value.lower()


def _network(name: str, value: str) -> str:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError as error:
        raise BadSetting(
            name, f"{value!r} is no address or network.", fix="Write 10.0.0.5 or 10.0.0.0/8."
        ) from error
    return value
