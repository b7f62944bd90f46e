"""The folder of PostgreSQL's unix socket: private (0700), and short enough for the socket API."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from flowchat.cli.postgres.account import Account

SOCKET_NAME = ".s.PGSQL.5432"
# sun_path holds 104 bytes on macOS and 108 on Linux, the final NUL included.
_LONGEST = 104 - 1 - len(f"/{SOCKET_NAME}.lock")
_PREFIX = "flowchat-"
_NOTE = "socket-folder"
_SHORT = Path("/", "tmp")  # not $TMPDIR when it can be helped: that of macOS is too long


def make_socket_folder(home: Path, account: Account) -> Path:
    """Answer a fresh folder: below `home` when its path is short and open to the account, else in /tmp.

    The one in /tmp has a random name: a name that can be guessed could be taken first by another user of the machine.
    It is noted in `home`, so that the start after a kill -9 finds it and tidies it away.
    """
    remove_socket_folder(home, account)
    folder = home / "socket"
    if len(os.fsencode(folder)) <= _LONGEST and account.may("-x", home):
        folder.mkdir(mode=0o700)
    else:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_SHORT if os.access(_SHORT, os.W_OK) else None))
        (home / _NOTE).write_text(str(folder))
    account.own(folder)
    return folder


def remove_socket_folder(home: Path, account: Account) -> None:
    """Delete the folder made above, by us or by an earlier run; anything that is not plainly one stays."""
    shutil.rmtree(home / "socket", ignore_errors=True)
    with contextlib.suppress(OSError):
        folder = Path((home / _NOTE).read_text())
        if folder.name.startswith(_PREFIX) and folder.lstat().st_uid in (account.uid, os.geteuid()):
            shutil.rmtree(folder)
        (home / _NOTE).unlink()
