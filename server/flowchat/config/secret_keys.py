"""The keys an install makes for itself on its first start. No key has a default value."""

import json
import os
import secrets
import stat
import tempfile
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from flowchat.config.problems import Problem

_SHORTEST = 32


@dataclass(frozen=True, slots=True)
class SecretKeys:
    """`django` signs sessions and forms, `jwt` signs access tokens, `link` protects one-time links."""

    django: str = field(repr=False)
    jwt: str = field(repr=False)
    link: str = field(repr=False)


def load_secret_keys(data: Path) -> SecretKeys:
    """Read `<data>/secrets.json`, making it (mode 0600) when it is not there.

    Raises Problem when the file is damaged, readable by others, or can't be written.
    """
    path = data / "secrets.json"
    try:
        if not path.exists():
            _create(path)
        return _read(path)
    except OSError as error:
        raise Problem(
            f"The data folder {data} can't be used: {error.strerror or error}.",
            fix="Choose a folder you may write to with --data or FLOWCHAT_DATA.",
        ) from error


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = {field.name: secrets.token_urlsafe(48) for field in fields(SecretKeys)}
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "w") as file:
            json.dump(keys, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)  # unlike a rename, a link never replaces the keys of a process that came first
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def _read(path: Path) -> SecretKeys:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Problem(f"{path} can be read by other accounts of this machine.", fix=f"Run: chmod 600 {path}")
    keys = _parse(path.read_text())
    if keys is None:
        raise Problem(
            f"{path} is damaged.",
            fix="Restore it from a backup; if you have none, delete it: new keys are made and everyone signs in again.",
        )
    return keys


def _parse(text: str) -> SecretKeys | None:
    try:
        keys = SecretKeys(**json.loads(text))
    except (ValueError, TypeError):
        return None
    whole = all(isinstance(value, str) and len(value) >= _SHORTEST for value in asdict(keys).values())
    return keys if whole else None
