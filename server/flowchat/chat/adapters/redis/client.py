"""A client of the Redis that REDIS_URL names: one server, one that Sentinels know, or a Cluster."""

from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from redis import Redis
from redis.cluster import ClusterNode, RedisCluster
from redis.sentinel import Sentinel


class Client(Protocol):
    """What we use of redis-py, whose own types mix answers with promises of answers."""

    def get(self, name: str) -> bytes | None:
        """GET."""
        ...

    def set(
        self, name: str, value: str | int, *, px: int | None = None, ex: int | None = None, nx: bool = False
    ) -> bool | None:
        """SET; `nx`: None when there is something already."""
        ...

    def delete(self, name: str) -> int:
        """DEL: how many there were."""
        ...

    def persist(self, name: str) -> bool:
        """PERSIST: was there an end to it?"""
        ...

    def pexpire(self, name: str, time: int) -> bool:
        """PEXPIRE: was it there?"""
        ...

    def eval(self, script: str, numkeys: int, *keys_and_args: str) -> Any:
        """EVAL."""
        ...

    def pipeline(self, *, transaction: bool) -> Any:
        """Collects commands until its `execute`."""
        ...


_PATIENCE: dict[str, Any] = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
"""Seconds. A request waits while Redis is asked; a Redis that takes longer is as good as none."""


def connect(places: list[dict[str, Any]], *, cluster: bool) -> Client:
    """Return a client, for use by all threads; nothing is connected yet, except that a Cluster is asked for its nodes.

    `places` are those of `flowchat.config.redis`. Raises redis' errors when a Cluster does not answer.
    """
    if cluster:
        return _cluster(places)
    (place,) = places
    if "sentinels" not in place:
        return cast(Client, Redis.from_url(place["address"], **_PATIENCE))
    login = {name: place[name] for name in ("username", "password", "ssl", "db") if name in place}
    sentinels: Any = Sentinel  # untyped
    asked = {**place.get("sentinel_kwargs", {}), **_PATIENCE}
    found = sentinels(place["sentinels"], sentinel_kwargs=asked, **_PATIENCE)
    return cast(Client, found.master_for(place["master_name"], **login))


def _cluster(places: list[dict[str, Any]]) -> Client:
    first, *_ = places
    login = {name: first[name] for name in ("username", "password") if name in first}
    addresses = [urlsplit(place["address"]) for place in places]
    node: Any = ClusterNode
    nodes = [node(str(one.hostname), one.port or 6379) for one in addresses]
    tls = addresses[0].scheme == "rediss"
    return cast(Client, RedisCluster(startup_nodes=nodes, ssl=tls, **login, **_PATIENCE))
