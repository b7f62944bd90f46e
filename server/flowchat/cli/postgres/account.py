"""Which system account PostgreSQL runs under. It refuses to run as root, so root steps down to a harmless one."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from flowchat.config.problems import BadSetting, Problem

_SETTING = "FLOWCHAT_POSTGRES_USER"
_CANDIDATES = ("flowchat", "nobody")


class Identity(TypedDict, total=False):
    """The arguments of subprocess that change who a child is."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """Who PostgreSQL's processes are."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether a child has to step down to become this account."""
        return self.uid != os.geteuid()

    def identity(self) -> Identity:
        """Arguments for subprocess: uid, gid and no further groups, so that nothing of root is left."""
        return Identity(user=self.uid, group=self.gid, extra_groups=[]) if self.is_other else Identity()

    def may(self, flag: str, path: Path) -> bool:
        """Whether the account passes `test <flag> <path>`, asked as that account so that ACLs and mounts count too."""
        command = ["/bin/sh", "-c", f'test {flag} "$1"', "sh", str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.identity()).returncode == 0

    def own(self, path: Path) -> None:
        """Give a file or folder of ours to this account."""
        if self.is_other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def choose_account(cluster: Path) -> Account:
    """Answer who runs the PostgreSQL of this cluster folder.

    An ordinary user runs it as himself. Root uses FLOWCHAT_POSTGRES_USER, or whoever owns the cluster already,
    or the account `flowchat`, or `nobody`. Raises Problem when there is none, or when stepping down is not allowed.
    """
    if os.geteuid() != 0:
        return _myself(cluster)
    account = _named() or _owner(cluster) or _fallback()
    try:
        subprocess.run(["/bin/sh", "-c", ":"], cwd="/", check=True, **account.identity())
    except (OSError, subprocess.SubprocessError) as error:
        raise Problem(
            f"PostgreSQL may not run as root, and this machine lets nobody step down to {account.name!r} ({error}).",
            fix="Run FlowChat as an ordinary user, or set DATABASE_URL to a PostgreSQL that runs elsewhere.",
        ) from error
    return account


def _myself(cluster: Path) -> Account:
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError as error:
        raise Problem(
            f"This process runs as uid {uid}, which has no entry in /etc/passwd; PostgreSQL needs one to start.",
            fix="Add an entry for it (in a container: at build time), run as another user, or set DATABASE_URL.",
        ) from error
    if cluster.exists() and cluster.stat().st_uid != uid:
        raise Problem(
            f"The database in {cluster} belongs to {_name_of(cluster.stat().st_uid)}, and this process runs as {name}.",
            fix="Start FlowChat as the user who started it first, or choose another folder with --data.",
        )
    return Account(name=name, uid=uid, gid=os.getegid())


def _named() -> Account | None:
    name = os.environ.get(_SETTING, "").strip()
    if not name:
        return None
    account = _lookup(name)
    if account is None or account.uid == 0:
        raise BadSetting(
            _SETTING, f"{name!r} is no ordinary account of this machine.", fix="Name one, or unset it."
        )
    return account


def _owner(cluster: Path) -> Account | None:
    try:
        uid = cluster.stat().st_uid
    except OSError:
        return None
    return _lookup(_name_of(uid)) if uid != 0 else None


def _fallback() -> Account:
    for name in _CANDIDATES:
        account = _lookup(name)
        if account:
            return account
    raise Problem(
        "PostgreSQL may not run as root, and this machine has no account for it to run under.",
        fix=f"Make one (useradd --system flowchat), or name one with {_SETTING}.",
    )


def _lookup(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
