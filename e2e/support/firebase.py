"""Google's part of Firebase mode, played by others on this machine, under the real rules of ops/firebase."""

import itertools
import json
import os
import subprocess
import threading
from types import TracebackType
from typing import Self

from tools.prepare import ROOT, prepare_firebase

PACKAGE = ROOT / "e2e" / "firebase"
START_LIMIT = 100.0
_numbers = itertools.count(1)


class FirebaseStandIns:
    """Authentication, Firestore and the Realtime Database of one project, on free ports, for a `with` block.

    Entering it raises when one of them can't be installed or started, or when it would let a stranger in. All of it
    ends with this process, however that ends: the processes read a pipe that the system closes.
    """

    def __init__(self, project_id: str | None = None) -> None:
        self.project_id = project_id or f"demo-flowchat-{os.getpid()}-{next(_numbers)}"
        self.auth = ""
        self.firestore = ""
        self.database = ""
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        prepare_firebase()
        process = subprocess.Popen(
            ["node", str(PACKAGE / "start.mjs"), self.project_id],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._process = process
        too_late = threading.Timer(START_LIMIT, process.kill)
        too_late.start()
        assert process.stdout
        line = process.stdout.readline()
        too_late.cancel()
        if not line:
            said = process.communicate()[1]
            raise RuntimeError(f"Firebase's stand-ins did not start:\n{said[-4000:]}")
        told = json.loads(line)
        self.auth, self.firestore, self.database = told["auth"], told["firestore"], told["database"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process
        try:
            # Closes its standard input, and waits.
            said = self._process.communicate(timeout=20)[1]
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        if self._process.returncode and not kind:
            raise RuntimeError(f"Firebase's stand-ins failed:\n{said[-4000:]}")

    def environment(self, *, firestore: str = "", database: str = "") -> dict[str, str]:
        """Return what a server needs; `firestore` and `database` name host:port of a cable before them instead."""
        return {
            "FIREBASE_PROJECT_ID": self.project_id,
            "FIREBASE_DATABASE_URL": f"https://{self.project_id}-default-rtdb.firebaseio.com",
            "FIREBASE_WEB_CONFIG": json.dumps(self.web_config),
            "FIREBASE_AUTH_EMULATOR_HOST": self.auth,
            "FIRESTORE_EMULATOR_HOST": firestore or self.firestore,
            "FIREBASE_DATABASE_EMULATOR_HOST": database or self.database,
        }

    @property
    def web_config(self) -> dict[str, str]:
        """What Google's console shows for a web app."""
        return {
            "apiKey": "stand-in-key",
            "authDomain": f"{self.project_id}.firebaseapp.com",
            "projectId": self.project_id,
            "appId": "1:1:web:1",
        }
