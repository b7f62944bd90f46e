"""Which names the server answers to, and the address to show."""

import ipaddress
import os
import socket

from flowchat.config.env import Environment

_EVERY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound to


def answer_to(host: str) -> None:
    """Unless FLOWCHAT_HOSTS names them, answer to the names this machine plainly has.

    Requests for any other name are refused: a page elsewhere could point its own name at this server (DNS rebinding).
    """
    if host == "localhost" or os.environ.get("FLOWCHAT_HOSTS", "").strip():
        return
    names = [host] if host not in _EVERY_ADDRESS else [socket.gethostname(), *_own_addresses()]
    os.environ["FLOWCHAT_HOSTS"] = ",".join(_bracketed(name) for name in names)


def address(public_url: str | None, host: str, port: int) -> str:
    """Answer the URL a person opens; one that works from other machines too when every address is listened on."""
    if public_url:
        return public_url
    name = next(iter(_own_addresses()), "localhost") if host in _EVERY_ADDRESS else host
    return f"http://{_bracketed(name)}:{port}"


def remember_address(environment: Environment, url: str) -> None:
    """Note where the server was reached last, for commands that print links."""
    (environment.data / "address").write_text(f"{url}\n")


def last_address(environment: Environment) -> str:
    """Answer where people reach the server: FLOWCHAT_PUBLIC_URL, or where it listened last."""
    try:
        remembered = (environment.data / "address").read_text().strip()
    except OSError:
        remembered = ""
    return environment.public_url or remembered or "http://localhost:8000"


def server_address(environment: Environment) -> str:
    """Answer where the server itself is reached. Where the client has an origin of its own, which is then the public
    one, that is the first of FLOWCHAT_HOSTS, under the same scheme.
    """
    public = environment.public_url
    if public is None or public not in environment.origins:
        return last_address(environment)
    return f"{public.partition('://')[0]}://{environment.hosts[0]}"


def _own_addresses() -> list[str]:
    found = [_route_to(socket.AF_INET, "192.0.2.1"), _route_to(socket.AF_INET6, "2001:db8::1")]
    return [name for name in found if name]


def _route_to(family: socket.AddressFamily, example: str) -> str | None:
    """The address this machine would speak from. Connecting a datagram socket sends nothing (RFC 5737, RFC 3849)."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((example, 9))
            return str(probe.getsockname()[0])
    except OSError:
        return None


def _bracketed(name: str) -> str:
    try:
        return f"[{name}]" if ipaddress.ip_address(name).version == 6 else name
    except ValueError:
        return name
