"""The checks of `flowchat doctor` that need no database: settings, folders, programs, the built client."""

import ipaddress
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flowchat.cli.database import has_own_database
from flowchat.cli.postgres.binaries import find_binaries
from flowchat.cli.postgres.cluster import cluster_version
from flowchat.config.env import Environment
from flowchat.config.paths import checkout_root, web_build
from flowchat.config.problems import BadSetting, Problem

_ENOUGH_SPACE = 500 * 2**20


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at: `look` answers what it found, or raises Problem with the fix."""

    name: str
    look: Callable[[], str]


def environment_checks(environment: Environment) -> list[Check]:
    """Answer the checks that only need the settings."""
    return [
        Check("data folder", lambda: _data_folder(environment.data)),
        Check("disk", lambda: _disk(environment.data)),
        Check("PostgreSQL", lambda: _programs(environment.data)),
        Check("web client", _web_client),
        Check("origins", lambda: _origins(environment)),
    ]


def _data_folder(data: Path) -> str:
    if not os.access(data, os.W_OK | os.X_OK):
        raise Problem(f"{data} can't be written to.", fix="Choose another with --data, or mend its owner.")
    return str(data)


def _disk(data: Path) -> str:
    free = shutil.disk_usage(data).free
    if free < _ENOUGH_SPACE:
        raise Problem(f"Only {free // 2**20} MB are free.", fix=f"Free at least {_ENOUGH_SPACE // 2**20} MB.")
    return f"{free // 2**20} MB free"


def _programs(data: Path) -> str:
    if has_own_database():
        return "not needed, DATABASE_URL is set"
    binaries = find_binaries(cluster_version(data / "postgres" / "pgdata"))
    return f"version {binaries.version} ({binaries.source}), {binaries.folder}"


def _web_client() -> str:
    build = web_build()
    if build is None:
        fix = (
            "Run bin/run, which builds it."
            if checkout_root()
            else "Install the package again; it holds the client."
        )
        raise Problem("The web client is not built.", fix=fix)
    return str(build)


def _origins(environment: Environment) -> str:
    """The settings that must fit each other when people come through a proxy or from another site."""
    public = urlsplit(environment.public_url or "")
    if public.scheme == "http" and not _is_loopback(public.hostname or ""):
        raise BadSetting(
            "FLOWCHAT_PUBLIC_URL",
            "is http://, so passwords cross the network unprotected.",
            fix="Put a proxy with TLS in front and name the https:// address.",
        )
    if public.scheme == "https" and not environment.trusted_proxies:
        raise BadSetting(
            "FLOWCHAT_TRUSTED_PROXIES",
            "is not set, though FLOWCHAT_PUBLIC_URL is https:// and so a proxy stands in front.",
            fix="Name the proxy's address (127.0.0.1), or everyone shares the proxy's rate limits.",
        )
    if public.hostname and environment.public_url in environment.origins:
        _need_own_name(environment, public.hostname)
    told = [environment.public_url or "this machine only", *environment.origins]
    return ", ".join(told)


def _need_own_name(environment: Environment, client: str) -> None:
    """The client is served elsewhere, so the server must answer to a name of its own as well."""
    if environment.hosts[0] == client:
        raise BadSetting(
            "FLOWCHAT_HOSTS",
            "names no host, though FLOWCHAT_ORIGINS says that the page at FLOWCHAT_PUBLIC_URL is another origin.",
            fix="Name the server's own host, such as api.example.org.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
