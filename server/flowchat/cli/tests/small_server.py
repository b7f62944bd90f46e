"""The parent process with workers that serve nobody: for each thing that can go wrong with one, in a second.

`python -m flowchat.cli.tests.small_server FOLDER COUNT`. Files in the folder tell what new workers do: `hang` or `fail`
once there is a file `go`; those that serve leave a file with their process id.
"""

import contextlib
import logging
import os
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker

from flowchat.cli.workers import arbiter

TIMEOUT = 2
START_SECONDS, LATE, PAUSE = 3.0, 4.0, 0.5
FOLDER = Path(sys.argv[1])


class SmallWorker(Worker):
    """Gives signs of life."""

    def init_process(self) -> None:
        """Begin; returns when the worker is done."""
        for number in self.SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        while (FOLDER / "hang").exists() and self._has_parent():
            time.sleep(1)
        if (FOLDER / "fail").exists():
            while not (FOLDER / "go").exists():
                time.sleep(0.01)
            sys.exit(arbiter.Arbiter.WORKER_BOOT_ERROR)
        mine = FOLDER / str(self.pid)
        self.notify()
        mine.touch()
        with contextlib.ExitStack() as end:
            end.callback(mine.unlink)
            while self._has_parent():
                self.notify()
                time.sleep(0.1)

    def _has_parent(self) -> bool:
        # A parent that a test killed must leave nothing behind.
        return os.getppid() == self.ppid


class SmallApplication(BaseApplication):
    """As many of these as wanted, at a free port."""

    def load_config(self) -> None:
        """Take settings that let nobody wait long."""
        settings = {"bind": "127.0.0.1:0", "workers": int(sys.argv[2]), "worker_class": SmallWorker}
        for name, value in {**settings, "timeout": TIMEOUT, "control_socket_disable": True}.items():
            self.cfg.set(name, value)

    def load(self) -> NoReturn:
        """Not called: these workers serve nobody."""
        raise AssertionError


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    arbiter._START_SECONDS, arbiter._LATE, arbiter._PAUSE = START_SECONDS, LATE, PAUSE
    arbiter.Arbiter(SmallApplication(), None).run()
