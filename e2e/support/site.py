"""A site that serves the client alone, over TLS, and does what vercel.json says, as Vercel documents it."""

import base64
import hashlib
import http.client
import json
import mimetypes
import re
import ssl
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "host", "content-length")


@dataclass(frozen=True)
class Upstream:
    """Where a rewrite to another origin ends up in a test: its name, and the port that stands for it here."""

    host: str
    port: int


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: ClassVar[Path]
    rules: ClassVar[dict[str, Any]]
    upstream: ClassVar[Upstream | None]

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        if self._file(path) is None:
            path = self._rewritten(path)
        if path.startswith("https://"):
            self._pass_on(f"{urlsplit(path).path}?{query}".rstrip("?"))
            return
        file = self._file(path)
        body = file.read_bytes() if file else b"Not found"
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        self._send(200 if file else 404, [("Content-Type", kind), *self._headers()], body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - as http.server names them

    def _rewritten(self, path: str) -> str:
        for rule in ({"source": "/", "destination": "/index.html"}, *self.rules["rewrites"]):
            if found := re.fullmatch(rule["source"], path):
                return found.expand(str(rule["destination"]).replace("$", "\\"))
        return path

    def _file(self, path: str) -> Path | None:
        file = self.folder / path.lstrip("/")
        return file if file.is_file() else None

    def _headers(self) -> list[tuple[str, str]]:
        path = self.path.partition("?")[0]
        return [
            (one["key"], one["value"])
            for rule in self.rules["headers"]
            if re.fullmatch(rule["source"], path)
            for one in rule["headers"]
        ]

    def _pass_on(self, target: str) -> None:
        assert self.upstream is not None
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        given = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        given |= {"Host": self.upstream.host, "Content-Length": str(len(body))}
        connection = http.client.HTTPConnection("127.0.0.1", self.upstream.port, timeout=30)
        try:
            connection.request(self.command, target, body, given)
            answer = connection.getresponse()
            kept = [pair for pair in answer.getheaders() if pair[0].lower() not in _HOP_BY_HOP]
            self._send(answer.status, kept, answer.read())
        finally:
            connection.close()

    def _send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Site:
    """Serves a folder until the `with` block ends, under every name that leads here."""

    def __init__(
        self, folder: Path, rules: Path, tls: ssl.SSLContext, upstream: Upstream | None = None
    ) -> None:
        told = {"folder": folder, "rules": json.loads(rules.read_text()), "upstream": upstream}
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), told))
        self._server.socket = tls.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass(frozen=True)
class Identity:
    """What a server needs to speak TLS, and by what a browser knows it."""

    context: ssl.SSLContext
    key_hash: str


def identity_for(*names: str) -> Identity:
    """Make a certificate for these names, signed by an authority nobody else trusts."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    issued = trustme.CA().issue_cert(*names)
    issued.configure_cert(context)
    certificate = x509.load_pem_x509_certificate(issued.cert_chain_pems[0].bytes())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Identity(context, base64.b64encode(hashlib.sha256(key).digest()).decode())
