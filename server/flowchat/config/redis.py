"""REDIS_URL: where several processes of one install find each other. Imports nothing of Redis."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Literal
from urllib.parse import SplitResult, unquote, urlsplit

from flowchat.config.problems import BadSetting, install_fix

Kind = Literal["single", "sentinel", "cluster"]
_NAME = "REDIS_URL"
_FIX = (
    "Write redis://host:6379/0 (rediss:// for TLS), redis+sentinel://host:26379,host:26379/name"
    " or redis+cluster://host:6379,host:6379."
)
_SCHEMES: dict[str, tuple[Kind, bool]] = {
    "redis": ("single", False),
    "rediss": ("single", True),
    "unix": ("single", False),
    "redis+sentinel": ("sentinel", False),
    "rediss+sentinel": ("sentinel", True),
    "redis+cluster": ("cluster", False),
    "rediss+cluster": ("cluster", True),
}
_PORTS: dict[Kind, int] = {"single": 6379, "sentinel": 26379, "cluster": 6379}


@dataclass(frozen=True, slots=True)
class Redis:
    """A Redis or Valkey, alone, watched by Sentinels, or a Cluster."""

    kind: Kind
    url: str = field(repr=False)
    """As it was given; redis-py reads it by itself when `kind` is single."""
    tls: bool
    nodes: tuple[tuple[str, int], ...]
    """The server, the Sentinels, or some of the Cluster's nodes; none for a socket file."""
    user: str | None
    password: str | None = field(repr=False)
    database: int
    master: str
    """What the Sentinels call the server; empty without them."""

    def places(self) -> list[dict[str, Any]]:
        """Return where to connect to, each as channels-redis takes a host. Of several one is enough: a Cluster passes
        what is published at one of its nodes to all of them.
        """
        login = {
            name: value for name, value in (("username", self.user), ("password", self.password)) if value
        }
        if self.kind == "single":
            return [{"address": self.url}]
        if self.kind == "sentinel":
            secure = {"ssl": True} if self.tls else {}
            place = {"master_name": self.master, "sentinels": list(self.nodes), "db": self.database}
            return [{**place, **login, **secure, **({"sentinel_kwargs": secure} if secure else {})}]
        scheme = "rediss" if self.tls else "redis"
        return [{"address": f"{scheme}://{_shown(host)}:{port}", **login} for host, port in self.nodes]


def read_redis(url: str) -> Redis | None:
    """Return what REDIS_URL names, or None when it is not set. Raises BadSetting, which never repeats the value: it
    may hold a password.
    """
    if not url:
        return None
    try:
        redis = _parse(url)
    except ValueError as error:
        raise BadSetting(_NAME, "is not the address of a Redis.", fix=_FIX) from error
    if not all(find_spec(module) for module in ("channels_redis", "redis")):
        raise BadSetting(_NAME, "is set, but what it needs is not installed.", fix=install_fix("redis"))
    return redis


def _parse(url: str) -> Redis:
    parts = urlsplit(url)
    kind, tls = _SCHEMES[parts.scheme] if parts.scheme in _SCHEMES else _refuse()
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    nodes = () if parts.scheme == "unix" else tuple(_nodes(hosts, _PORTS[kind]))
    master, database = _path(kind, parts)
    if kind == "single" and len(nodes) > 1:
        _refuse()
    return Redis(
        kind=kind,
        url=url,
        tls=tls,
        nodes=nodes,
        user=unquote(user) or None,
        password=unquote(password) or None,
        database=database,
        master=master,
    )


def _nodes(hosts: str, usual: int) -> Iterator[tuple[str, int]]:
    for one in hosts.split(","):
        parts = urlsplit(f"//{one.strip()}")
        if not parts.hostname or parts.path:
            _refuse()
        yield str(parts.hostname), parts.port or usual


def _path(kind: Kind, parts: SplitResult) -> tuple[str, int]:
    """Read the name that the Sentinels know, and the number of the database."""
    if parts.scheme == "unix":
        return "", 0
    steps = [unquote(step) for step in parts.path.split("/") if step]
    master = steps.pop(0) if kind == "sentinel" and steps else ""
    if (kind == "sentinel") != bool(master) or len(steps) > (kind != "cluster"):
        _refuse()
    return master, int(steps[0]) if steps else 0


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refuse() -> Any:
    raise ValueError
