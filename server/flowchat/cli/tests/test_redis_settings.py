"""REDIS_URL: what is taken, what is refused, and that nothing of Redis is loaded without it."""

import subprocess
import sys

import pytest

from flowchat.config.problems import BadSetting
from flowchat.config.redis import read_redis
from tools.prepared import clean_environment


def test_without_it_there_is_none() -> None:
    assert read_redis("") is None


def test_one_server_is_named_as_it_was_given() -> None:
    url = "rediss://:secret@redis.example.org:6380/3"
    redis = read_redis(url)
    assert redis is not None
    assert (redis.kind, redis.tls, redis.nodes, redis.database) == (
        "single",
        True,
        (("redis.example.org", 6380),),
        3,
    )
    assert redis.places() == [{"address": url}]
    assert "secret" not in repr(redis)


def test_a_socket_file() -> None:
    redis = read_redis("unix:///run/redis.sock?db=2")
    assert redis is not None
    assert redis.places() == [{"address": "unix:///run/redis.sock?db=2"}]


def test_sentinels_and_the_name_they_know() -> None:
    redis = read_redis("redis+sentinel://chat:a%40b@one,two:26380/flow/1")
    assert redis is not None
    assert redis.places() == [
        {
            "master_name": "flow",
            "sentinels": [("one", 26379), ("two", 26380)],
            "db": 1,
            "username": "chat",
            "password": "a@b",
        }
    ]


def test_a_cluster_is_any_of_its_nodes() -> None:
    redis = read_redis("rediss+cluster://:pass@one,[::1]:7001")
    assert redis is not None
    assert redis.places() == [
        {"address": "rediss://one:6379", "password": "pass"},
        {"address": "rediss://[::1]:7001", "password": "pass"},
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost",
        "localhost:6379",
        "redis:///0",
        "redis://one,two",
        "redis://one/x",
        "redis://one:port",
        "redis+sentinel://one",
        "redis+sentinel://one/flow/1/2",
        "redis+cluster://one/3",
        "redis+cluster://one,,two",
    ],
)
def test_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_redis(url)
    assert refused.value.name == "REDIS_URL"
    assert url not in str(refused.value)


def test_what_it_needs_must_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowchat.config.redis.find_spec", lambda name: None)
    with pytest.raises(BadSetting, match=r"install it as flowchat\[redis\]"):
        read_redis("redis://localhost")


def test_without_it_nothing_of_redis_is_loaded() -> None:
    code = (
        "import sys, tools.dry_settings, flowchat.config.application;"
        "print([one for one in sys.modules if one.partition('.')[0] in ('redis', 'channels_redis')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup();" + code],
        env={
            **clean_environment(),
            "DJANGO_SETTINGS_MODULE": "tools.dry_settings",
            "PYTHONPATH": ":".join(sys.path),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
