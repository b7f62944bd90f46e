"""Asking a virus scanner, in the protocol of ClamAV's daemon (clamd(8), INSTREAM)."""

import logging
import socket
import struct
from pathlib import Path

from django.conf import settings

from flowchat.chat.media.refusals import Infected, StorageUnavailable

logger = logging.getLogger(__name__)

_CHUNK_BYTES = 256 * 1024
_PATIENCE = 60.0
"""Seconds for each step. The scanner reads everything before it thinks, which takes the longest."""
_ANSWER_BYTES = 4096


def scan(path: Path) -> None:
    """Let the scanner look at a file, if one is configured. Raises Infected.

    Raises StorageUnavailable when it doesn't answer, or can't say: what was not looked at is not let in.
    """
    address = settings.UPLOADS.scanner
    if address is None:
        return
    try:
        said = _ask(address, path)
    except OSError as error:
        logger.error("The virus scanner did not answer: %s", error)
        raise _unscanned() from error
    if said == "stream: OK":
        return
    if said.endswith(" FOUND"):
        logger.warning("The virus scanner refused an upload: %s", said)
        raise Infected
    logger.error("The virus scanner could not say: %s", said or "it hung up")
    raise _unscanned()


def greet(address: str) -> str:
    """Ask the scanner at an address whether it is there and return what it says, "PONG". Raises OSError."""
    with _connect(address) as connection:
        connection.settimeout(_PATIENCE)
        connection.sendall(b"zPING\0")
        return _answer(connection)


def _ask(address: str, path: Path) -> str:
    with _connect(address) as connection, path.open("rb") as file:
        connection.settimeout(_PATIENCE)
        try:
            connection.sendall(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK_BYTES):
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            # It hung up in the middle, after saying why: the file is longer than it reads (StreamMaxLength).
            return _answer(connection)
        return _answer(connection)


def _connect(address: str) -> socket.socket:
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(_PATIENCE)
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < _ANSWER_BYTES and (more := connection.recv(_ANSWER_BYTES)):
        said += more
    return said.partition(b"\0")[0].decode(errors="replace").strip()


def _unscanned() -> StorageUnavailable:
    return StorageUnavailable("Files can't be checked for viruses right now. Please try again in a moment.")
