"""One of each storage for tests, with the ways to disturb it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol
from wsgiref.types import WSGIApplication

import boto3
import httpx
import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from flowchat.chat.adapters.cloudinary.storage import CloudinaryStorage
from flowchat.chat.adapters.cloudinary.tests.stand_in import StandIn
from flowchat.chat.adapters.local.storage import LocalStorage
from flowchat.chat.adapters.s3.storage import BucketStorage
from flowchat.chat.media.storage.port import Storage


class Bench(Protocol):
    """A storage under test."""

    storage: Storage

    def out_of_reach(self) -> AbstractContextManager[None]:
        """Nothing of it answers meanwhile."""
        ...


class LocalBench:
    """The disk. Tests may run as root, whom no mode keeps out: the folder goes away and something else is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "files"
        self.storage: Storage = LocalStorage(self._folder)

    @contextmanager
    def out_of_reach(self) -> Iterator[None]:
        away = self._folder.with_name("away")
        self._folder.rename(away)
        self._folder.write_text("not a folder")
        try:
            yield
        finally:
            self._folder.unlink()
            away.rename(self._folder)


@contextmanager
def local_bench(folder: Path) -> Iterator[Bench]:
    """Make a storage on the disk."""
    yield LocalBench(folder)


class HttpServer:
    """Serves an application on a port of its own, which stays the same when it goes away and comes back."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        with socket.create_server(("127.0.0.1", 0)) as found:
            self.port: int = found.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self._app, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @contextmanager
    def away(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()


class BucketBench:
    """A bucket of moto's server, which speaks S3 over HTTP."""

    def __init__(self, server: HttpServer) -> None:
        self.server = server
        self.endpoint = server.address
        self.storage: Storage = BucketStorage(
            "files", server.address, "us-east-1", connect_seconds=1, read_seconds=5
        )

    def out_of_reach(self) -> AbstractContextManager[None]:
        return self.server.away()

    @property
    def client(self) -> Any:
        return boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1")

    @contextmanager
    def checking_credentials(self) -> Iterator[None]:
        """Meanwhile it knows nobody; otherwise moto lets everyone in."""
        reset = f"{self.endpoint}/moto-api/reset-auth"
        httpx.post(reset, content=b"0")
        try:
            yield
        finally:
            httpx.post(reset, content=b"inf")


@contextmanager
def bucket_bench(folder: Path) -> Iterator[BucketBench]:
    """Start a server with an empty bucket."""
    server = HttpServer(DomainDispatcherApplication(create_backend_app))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "a-key")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
        server.start()
        try:
            httpx.post(f"{server.address}/moto-api/reset")
            bench = BucketBench(server)
            bench.client.create_bucket(Bucket="files")
            yield bench
        finally:
            server.stop()


class CloudinaryBench:
    """An account with a stand-in of Cloudinary."""

    def __init__(self, server: HttpServer, cloudinary: StandIn) -> None:
        self.server = server
        self.cloudinary = cloudinary
        self.storage: Storage = self.account("a-secret")

    def account(self, secret: str, *, seconds: float = 10) -> CloudinaryStorage:
        """Return the storage of someone who knows this secret."""
        place = {
            "upload_prefix": self.server.address,
            "cname": f"127.0.0.1:{self.server.port}",
            "secure": "false",
        }
        return CloudinaryStorage("Our-Cloud", "a-key", secret, tuple(place.items()), seconds=seconds)

    def out_of_reach(self) -> AbstractContextManager[None]:
        return self.server.away()


@contextmanager
def cloudinary_bench(folder: Path) -> Iterator[CloudinaryBench]:
    """Start a stand-in with an empty account."""
    cloudinary = StandIn("Our-Cloud", "a-key", "a-secret")
    server = HttpServer(cloudinary)
    cloudinary.address = server.address
    server.start()
    try:
        yield CloudinaryBench(server, cloudinary)
    finally:
        server.stop()


BENCHES: dict[str, Callable[[Path], AbstractContextManager[Bench]]] = {
    "local": local_bench,
    "s3": bucket_bench,
    "cloudinary": cloudinary_bench,
}
