"""Which pages may open the WebSocket: browsers apply no same-origin rule to it, so the server must (RFC 6455, 10.2)."""

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from flowchat.http.asgi import Scope, header
from flowchat.http.origins import is_ours


def may_connect(scope: Scope) -> bool:
    """Is the handshake addressed to us, and from a page of ours or of a configured origin?

    A missing Origin is let through: every browser sends one, so its absence means a program, which could send any
    value it likes. Nothing is lost by that, because no cookie speaks for anyone here: the token comes in a frame.
    """
    host = header(scope, b"host") or ""
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    origin = header(scope, b"origin")
    return origin is None or is_ours(origin, host)
