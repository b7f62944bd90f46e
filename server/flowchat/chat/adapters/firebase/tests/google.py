"""The parts of Google that Auth's Admin SDK asks, on this machine: keys, access tokens, and accounts."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

PROJECT = "our-chat"
_KEY_ID = "key-1"


class Signer:
    """A key pair, and the certificate that others check its signatures by."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def private_pem(self) -> str:
        """The key as a service account's file holds it."""
        kind, shape = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        return self.key.private_bytes(kind, shape, serialization.NoEncryption()).decode()

    @property
    def certificate_pem(self) -> str:
        """A certificate of its own making, which is what Google publishes."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "securetoken")])
        now = datetime.now(UTC)
        made = x509.CertificateBuilder(
            name, name, self.key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1)
        ).sign(self.key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.PEM).decode()


class Google:
    """Answers on a free port. `accounts` are the people Firebase Auth knows; `away` lets every question fail."""

    def __init__(self) -> None:
        self.signer = Signer()
        self.accounts: dict[str, dict[str, Any]] = {}
        self.away = False
        google = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(google.told(self.path, {}))

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                asked = json.loads(raw) if raw.startswith(b"{") else {}
                self._answer(google.told(self.path, asked))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name in the standard library
                """Say nothing: the test tells what it sees."""

            def _answer(self, told: Mapping[str, Any] | None) -> None:
                body = json.dumps(told or {"error": {"message": "away"}}).encode()
                self.send_response(500 if told is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator["Google"]:
        """Answer until the block ends."""
        thread = threading.Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def told(self, path: str, asked: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return what is answered; None is a server error."""
        if self.away:
            return None
        if path == "/certificates":
            return {_KEY_ID: self.signer.certificate_pem}
        if path == "/token":
            return {"access_token": "a-server", "expires_in": 3600, "token_type": "Bearer"}
        assert path == f"/v1/projects/{PROJECT}/accounts:lookup", path
        found = [self.accounts[uid] for uid in asked["localId"] if uid in self.accounts]
        return {"users": found}

    def knows(self, uid: str, *, valid_since: float = 0, disabled: bool = False) -> None:
        """Know an account; sign-ins before `valid_since` were revoked."""
        self.accounts[uid] = {"localId": uid, "validSince": str(int(valid_since)), "disabled": disabled}

    def id_token(self, uid: str, *, by: Signer | None = None, algorithm: str = "RS256", **claims: Any) -> str:
        """Return an ID token as a browser gets one for this person, with other claims on demand.

        https://firebase.google.com/docs/auth/admin/verify-id-tokens#verify_id_tokens_using_a_third-party_jwt_library
        """
        now = int(time.time())
        usual = {
            "iss": f"https://securetoken.google.com/{PROJECT}",
            "aud": PROJECT,
            "sub": uid,
            "user_id": uid,
            "auth_time": now - 60,
            "iat": now - 60,
            "exp": now + 3540,
            "firebase": {"sign_in_provider": "custom", "identities": {}},
        }
        key = "" if algorithm == "none" else (by or self.signer).key
        return jwt.encode({**usual, **claims}, key, algorithm, headers={"kid": _KEY_ID})
