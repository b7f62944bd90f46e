"""A real PgBouncer in transaction mode in front of a PostgreSQL, for tests: as in front of Neon's databases."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

import psycopg
import trustme

from tools.ports import free_port
from tools.prepare import prepare_program

_START_SECONDS = 10.0


class PgBouncer:
    """Passes on to the cluster behind the unix socket that `database` names. It takes TLS connections only.

    `connections` are few on purpose: transactions of one client go over those that others had a moment ago. Its
    sessions are those of `user`, so that they can be told apart.
    """

    def __init__(self, database: str, *, user: str, connections: int = 3) -> None:
        parts = urlsplit(database)
        behind = Path(parse_qs(parts.query)["host"][0])
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="flowchat-pgbouncer-"))
        self.log = self._folder / "pgbouncer.log"
        # PgBouncer refuses to be root, and the socket's folder is closed to all but PostgreSQL's account.
        self._account = behind.stat()
        authority = trustme.CA()
        self.authority = self._folder / "authority.pem"
        authority.cert_pem.write_to_path(self.authority)
        authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(self._folder / "pem")
        self._write_settings(behind, user, connections)
        query = f"sslmode=verify-full&sslrootcert={self.authority}"
        self.url = f"postgresql://app@localhost:{self.port}{parts.path}?{query}"
        self._process: subprocess.Popen[bytes] | None = None

    def _write_settings(self, behind: Path, user: str, connections: int) -> None:
        lines = [
            "[databases]",
            f"* = host={behind} user={user}",
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            f"listen_port = {self.port}",
            "unix_socket_dir =",
            "auth_type = any",
            "pool_mode = transaction",
            f"default_pool_size = {connections}",
            "max_client_conn = 200",
            "client_tls_sslmode = require",
            f"client_tls_key_file = {self._folder / 'pem'}",
            f"client_tls_cert_file = {self._folder / 'pem'}",
            f"logfile = {self.log}",
        ]
        (self._folder / "pgbouncer.ini").write_text("\n".join(lines) + "\n")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start it and wait until it passes on."""
        as_root = os.geteuid() == 0
        if as_root:
            for path in (self._folder, *self._folder.iterdir()):
                os.chown(path, self._account.st_uid, self._account.st_gid)
            self._folder.chmod(0o755)
            self.authority.chmod(0o644)
        self._process = subprocess.Popen(
            [prepare_program("pgbouncer"), "-q", str(self._folder / "pgbouncer.ini")],
            user=self._account.st_uid if as_root else None,
            group=self._account.st_gid if as_root else None,
            extra_groups=[] if as_root else None,
            stdin=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, self.log.read_text() if self.log.exists() else "no log"
                time.sleep(0.05)
            else:
                return
