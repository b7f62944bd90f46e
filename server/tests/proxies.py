"""Real Caddy and nginx in front of a server, each with the configuration of ops/vm, moved to ports of a test."""

import os
import shutil
import ssl
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import trustme

from tools.ports import free_port
from tools.prepare import ROOT, prepare_program

VM = ROOT / "ops" / "vm"
NAME = "chat.example.org"
_START_SECONDS = 20.0


def put_in_place(text: str, changes: dict[str, str]) -> str:
    """Replace what a person replaces, or what a test has elsewhere. All of it must be there: else the file changed."""
    for old, new in changes.items():
        assert old in text, f"{old} is not in the configuration any more"
        text = text.replace(old, new)
    return text


class Proxy(ABC):
    """A proxy on `https://localhost:port` and `http://localhost:plain`, and whose certificates it shows."""

    def __init__(self) -> None:
        self.upstream = free_port()
        """Where the server listens; a test sets it."""
        self.port, self.plain = free_port(), free_port()
        self.url = f"https://localhost:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="flowchat-proxy-"))
        self.authority = self.folder / "authority.pem"
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def write(self) -> None:
        """Write the configuration."""

    @abstractmethod
    def command(self, verb: str) -> list[str]:
        """Return the command line that runs it, or (`check`) looks whether the configuration is good."""

    def check(self) -> str:
        """Let the program itself say whether it takes the configuration; fails when it doesn't."""
        self.write()
        done = subprocess.run(
            self.command("check"), env=self._environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def __enter__(self) -> Self:
        self.check()
        with (self.folder / "log").open("w") as log:
            self._process = subprocess.Popen(
                self.command("run"), env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                if httpx.get(f"{self.url}/healthz", verify=self.trust(), timeout=5).status_code == 200:
                    return self
            except (httpx.TransportError, OSError):
                pass
            assert time.monotonic() < deadline, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.1)

    def trust(self) -> ssl.SSLContext:
        """Return what trusts this proxy's certificates and no others."""
        return ssl.create_default_context(cafile=str(self.authority))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}


class Caddy(Proxy):
    """Makes its certificates by itself, here with an authority of its own instead of a public one."""

    def write(self) -> None:
        """Add what belongs to a test in front: ports, and that no public authority is asked."""
        options = [
            "{",
            "admin off",
            "local_certs",
            "skip_install_trust",
            f"http_port {self.plain}",
            f"https_port {self.port}",
            f"storage file_system {self.folder / 'caddy'}",
            "}",
        ]
        site = put_in_place(
            (VM / "Caddyfile").read_text(),
            {NAME: "localhost", "127.0.0.1:8000": f"127.0.0.1:{self.upstream}"},
        )
        (self.folder / "Caddyfile").write_text("\n".join([*options, site]))
        self.authority = self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def command(self, verb: str) -> list[str]:
        """`validate` or `run`."""
        words = {"check": "validate", "run": "run"}
        return [
            prepare_program("caddy"),
            words[verb],
            "--adapter",
            "caddyfile",
            "--config",
            str(self.folder / "Caddyfile"),
        ]


class Nginx(Proxy):
    """Gets its certificate from elsewhere, as from certbot."""

    def write(self) -> None:
        """Put the site into as little of a configuration around it as there can be."""
        authority = trustme.CA()
        authority.cert_pem.write_to_path(self.authority)
        pem = self.folder / "site.pem"
        authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(pem)
        live = f"/etc/letsencrypt/live/{NAME}"
        changes = {
            f"{live}/fullchain.pem": str(pem),
            f"{live}/privkey.pem": str(pem),
            NAME: "localhost",
            "127.0.0.1:8000": f"127.0.0.1:{self.upstream}",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
        }
        site = put_in_place((VM / "nginx.conf").read_text(), changes)
        (self.folder / "site.conf").write_text(site)
        places = [
            f"{kind}_temp_path {self.folder / kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        ]
        around = [
            "daemon off;",
            "master_process off;",
            f"pid {self.folder / 'pid'};",
            f"error_log {self.folder / 'error.log'};",
            "events { worker_connections 256; }",
            "http {",
            *places,
            f"include {self.folder / 'site.conf'};",
            "}",
        ]
        (self.folder / "nginx.conf").write_text("\n".join(around) + "\n")

    def command(self, verb: str) -> list[str]:
        """Look (`-t`) or run."""
        flags = ["-t"] if verb == "check" else []
        return [
            prepare_program("nginx"),
            *flags,
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "nginx.conf"),
        ]
