"""Makes a cluster (PostgreSQL's word for its data folder) and gives PostgreSQL a path to it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flowchat.cli.postgres.account import Account
from flowchat.cli.postgres.binaries import Binaries
from flowchat.cli.postgres.trouble import explain
from flowchat.cli.postgres.tuning import LIBC_LOCALE, locale_options
from flowchat.config.problems import Problem

SUPERUSER = "flowchat"


@dataclass(frozen=True, slots=True)
class Reach:
    """How a child gets at a folder: the path to name, and the descriptors it must inherit for that path to mean it."""

    path: str
    descriptors: tuple[int, ...] = ()


@contextmanager
def reach(folder: Path, account: Account) -> Iterator[Reach]:
    """Give the account a path to a folder of its own, even below one that is closed to it, such as /root.

    Opening the closed folder would change a permission that is not ours. On Linux the child inherits an open
    descriptor instead: /proc/self/fd/N leads straight to the folder without passing its parents.
    """
    if not account.is_other or account.may("-w", folder):
        yield Reach(str(folder))
        return
    if sys.platform != "linux":
        raise Problem(
            f"The account {account.name!r}, under which PostgreSQL runs, can't enter {folder}.",
            fix="Choose a folder it can reach with --data, or run FlowChat as an ordinary user.",
        )
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield Reach(f"/proc/self/fd/{descriptor}", (descriptor,))
    finally:
        os.close(descriptor)


def cluster_version(cluster: Path) -> int | None:
    """Answer the major version that made the cluster, or None when there is none yet."""
    try:
        return int((cluster / "PG_VERSION").read_text().strip())
    except (OSError, ValueError):
        return None


def take_over(cluster: Path, account: Account) -> None:
    """Give a cluster that belongs to root to the account: a backup copied back by root loses its owner on the way."""
    if account.is_other and cluster.exists() and cluster.stat().st_uid == os.geteuid():
        for folder, folders, files in os.walk(cluster):
            for name in (*folders, *files):
                account.own(Path(folder, name))
        account.own(cluster)


def create_cluster(cluster: Path, binaries: Binaries, account: Account, *, durable: bool) -> None:
    """Run initdb beside the final place and rename: a start that was killed in the middle leaves no half cluster.

    Raises Problem with initdb's last complaint, or saying that the disk is full.
    """
    draft = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.own(draft)
    with reach(draft, account) as place:
        _initdb(binaries, account, place, durable=durable, cluster=cluster)
    if cluster.exists():  # an empty or broken folder; one with data would have PG_VERSION
        cluster.rmdir()
    draft.rename(cluster)


def _initdb(binaries: Binaries, account: Account, place: Reach, *, durable: bool, cluster: Path) -> None:
    command = [binaries.program("initdb"), "-D", place.path, "-U", SUPERUSER, "-E", "UTF8", "--auth=trust"]
    command += [*locale_options(binaries.version), "--no-instructions", *([] if durable else ["--no-sync"])]
    result = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        cwd="/",
        env=child_environment(),
        pass_fds=place.descriptors,
        check=False,
        **account.identity(),
    )
    if result.returncode != 0:
        raise explain("The database could not be made", result.stdout, cluster.parent)


def child_environment() -> dict[str, str]:
    """Answer the environment of PostgreSQL's programs: no PG* variable of the person's own, and a fixed locale."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_", "LANG", "FLOWCHAT_"))
    }
    kept.pop("DATABASE_URL", None)  # it may hold a password, and PostgreSQL has no business with it
    return {**kept, "LC_ALL": LIBC_LOCALE, "TZ": "UTC"}
