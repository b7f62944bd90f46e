"""Binds the server's sockets before anything slow begins, so that a taken port is said at once."""

import errno
import socket

from flowchat.config.problems import Problem


def bind_sockets(host: str, port: int) -> list[socket.socket]:
    """Answer sockets bound to every address of `host` (localhost is two: 127.0.0.1 and ::1), not yet listening.

    Port 0 lets the system choose one. Raises Problem for a taken or forbidden port and an unknown host.
    """
    sockets: list[socket.socket] = []
    try:
        for family, address in _addresses(host, port):
            chosen = sockets[0].getsockname()[1] if sockets and port == 0 else port
            bound = _bind(family, address, chosen)
            if bound:
                sockets.append(bound)
    except OSError as error:
        for bound in sockets:
            bound.close()
        raise _explain(error, host, port) from error
    if not sockets:
        raise Problem(f"This machine has no address {host!r}.", fix="Choose another with --host.")
    return sockets


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        raise Problem(
            f"{host!r} is no address of this machine.", fix="Choose another with --host."
        ) from error
    pairs = {(family, str(address[0])) for family, _, _, _, address in found}
    return sorted(pairs, key=lambda pair: pair[0] != socket.AF_INET)


def _bind(family: socket.AddressFamily, address: str, port: int) -> socket.socket | None:
    try:
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return None  # a machine without IPv6
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        bound.bind((address, port))
        # Bound is not enough: two sockets with SO_REUSEADDR may both bind, only one may listen.
        bound.listen(2048)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRNOTAVAIL:
            return None
        raise
    bound.set_inheritable(False)
    return bound


def _explain(error: OSError, host: str, port: int) -> Problem:
    if error.errno == errno.EADDRINUSE:
        return Problem(
            f"Port {port} is taken by another program.",
            fix=f"Choose another with --port, for example --port {port + 1}.",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return Problem(f"This user may not use port {port}.", fix="Choose one above 1023 with --port.")
    return Problem(
        f"{host} port {port} can't be used: {error.strerror or error}.",
        fix="Choose others with --host and --port.",
    )
