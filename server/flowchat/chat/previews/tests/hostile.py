"""A server on this machine that does what a careless or malicious one would, over real sockets."""

import contextlib
import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Callable
from types import TracebackType
from typing import Self

Deed = Callable[["Call"], None]


class Call:
    """One request, and the line it came on."""

    def __init__(self, line: socket.socket, head: str, ended: threading.Event) -> None:
        self.line = line
        self.head = head
        self.path = head.split(" ", 2)[1] if head.count(" ") > 1 else ""
        self._ended = ended

    def say(self, *pieces: bytes) -> None:
        """Send something."""
        for piece in pieces:
            self.line.sendall(piece)

    def answer(self, body: bytes, *headers: str, status: str = "200 OK") -> None:
        """Send a well-formed answer, HTML unless told otherwise."""
        if not any(header.lower().startswith("content-type") for header in headers):
            headers = ("Content-Type: text/html; charset=utf-8", *headers)
        head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""])
        self.say(head.encode("latin-1"), body)

    def redirect(self, place: str, status: str = "302 Found") -> None:
        """Send the caller elsewhere."""
        self.answer(b"", f"Location: {place}", status=status)

    def wait(self, seconds: float) -> bool:
        """Wait; answer False when the server ends meanwhile."""
        return not self._ended.wait(seconds)

    def drip(self, piece: bytes, every: float) -> None:
        """Send a piece again and again, until somebody hangs up."""
        while self.wait(every):
            self.say(piece)


class Hostile:
    """Serves `deeds` by path in threads; `heads` are the requests it got. With `tls` it speaks TLS."""

    def __init__(self, deeds: dict[str, Deed], *, tls: ssl.SSLContext | None = None) -> None:
        self.deeds = deeds
        self.heads: list[str] = []
        self._tls = tls
        self._ended = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def url(self, path: str, *, host: str = "pages.example") -> str:
        """Return the address of a deed."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [head.split(" ", 2)[1] for head in self.heads]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._attend, args=(line,), daemon=True).start()

    def _attend(self, line: socket.socket) -> None:
        # Whatever happens to this line is what the test is about; it must not end in a warning of its own.
        with contextlib.suppress(OSError), line:
            if self._tls:
                line = self._tls.wrap_socket(line, server_side=True)
            with line:
                self._hear(line)

    def _hear(self, line: socket.socket) -> None:
        line.settimeout(20)
        heard = b""
        while b"\r\n\r\n" not in heard:
            piece = line.recv(4096)
            if not piece:
                return
            heard += piece
        call = Call(line, heard.decode("latin-1"), self._ended)
        self.heads.append(call.head)
        self.deeds[call.path.partition("?")[0]](call)


def page(head: str = "", body: str = "") -> bytes:
    """Return a page."""
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def gzip_bomb(megabytes: int) -> bytes:
    """Return a small body that unpacks to many megabytes of blanks."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    block = b" " * 1024 * 1024
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])


def packed(data: bytes) -> bytes:
    """Return data as gzip, the same each time."""
    return gzip.compress(data, mtime=0)
