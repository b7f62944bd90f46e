"""The stack of the tutorials, as a system: Django, Django REST framework, simplejwt, Channels and Redis.

It has an environment of its own under var/, from bench/peers/tutorial/requirements.txt. uvicorn serves it, which is
quicker than daphne; PostgreSQL has the same programs and settings as FlowChat's, fsync included.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.speed.systems import Filling, Room, System, fill_with, wait_until_open
from flowchat.cli.postgres.supervisor import EmbeddedPostgres
from tools.ports import free_port
from tools.prepare import PYTHON, ROOT
from tools.prepared import clean_environment
from tools.redis_server import RedisServer

HERE = ROOT / "bench" / "peers" / "tutorial"
PINNED = HERE / "requirements.txt"
ENVIRONMENTS = ROOT / "var" / "bench" / "peers"


class Tutorial(System):
    """A room is an address; its socket hears that room, and the token stands in the address."""

    name = "tutorial"

    def opening(self, person: int, room: Room) -> tuple[str, str]:
        """The address says everything."""
        return self.upgrade(f"/ws/rooms/{room.id}/?token={self.tokens[person]}"), ""

    def saying(self, person: int, room: Room, text: str) -> str:
        """A POST to the room's messages."""
        return self._messages("POST", person, room, body=json.dumps({"text": text}))

    def missed(self, person: int, room: Room, after: int) -> str:
        """History after an id, which counts through all rooms."""
        return self._messages("GET", person, room, f"?after={after}")

    def page(self, person: int, room: Room, before: int) -> str:
        """History before an id."""
        return self._messages("GET", person, room, f"?before={before}")

    def heads_after(self, heads: Sequence[int], more: int) -> list[int]:
        """Ids count through all rooms."""
        return [max(heads) + more * len(heads)] * len(heads)

    def _messages(self, method: str, person: int, room: Room, query: str = "", body: str = "") -> str:
        who = f"Authorization: Bearer {self.tokens[person]}"
        return self.request(method, f"/api/rooms/{room.id}/messages/{query}", who, body=body)


def environment() -> Path:
    """Return the Python of the peer's own environment, made on first use."""
    digest = hashlib.sha256(PINNED.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = ENVIRONMENTS / f"tutorial-{digest}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        uv = str(PYTHON.with_name("uv"))
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
        pinned = ["--require-hashes", "-r", str(PINNED)]
        subprocess.run([uv, "pip", "install", "--quiet", "--python", str(python), *pinned], check=True)
        (folder / "complete").touch()
    return python


@contextmanager
def tutorial(filling: Filling, *, python: Path | None = None) -> Iterator[Tutorial]:
    """Start PostgreSQL, Redis and the server, and fill them."""
    python = python or environment()
    with ExitStack() as things:
        folder = Path(tempfile.mkdtemp(prefix="flowchat-peer-"))
        things.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres = things.enter_context(EmbeddedPostgres(data=folder))
        redis = things.enter_context(RedisServer())
        settings = clean_environment({"DATABASE_URL": postgres.url, "REDIS_URL": redis.url})
        told = fill_with([str(python), "fill.py"], HERE, settings, filling)
        port = free_port()
        serve = ["-m", "uvicorn", "peer.asgi:application", "--port", str(port), "--log-level", "warning"]
        with (folder / "peer.log").open("w") as log:
            process = subprocess.Popen([str(python), *serve], cwd=HERE, env=settings, stderr=log)
        things.callback(_end, process)
        wait_until_open(port, process)
        assert redis.process
        roots = {"server": process.pid, "PostgreSQL": postgres.pid or 0, "Redis": redis.process.pid}
        yield Tutorial(port, roots, filling, told)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(10)
