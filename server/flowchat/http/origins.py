"""Which sites' pages may act here: browsers say in `Origin` (Fetch standard) where a page comes from."""

from urllib.parse import urlsplit

from django.conf import settings

_DEFAULT_PORT = {"http": 80, "https": 443}


def is_ours(origin: str, host: str) -> bool:
    """Is this the origin of a page that was loaded from `host`, from FLOWCHAT_PUBLIC_URL, or from a named site?

    `host` is the request's Host header. FLOWCHAT_PUBLIC_URL counts because a proxy may send us another name than
    the browser knows.
    """
    return _is_named(origin) or _is_same(origin, host)


def headers_for(origin: str | None) -> dict[str, str]:
    """Return what lets the page of a named site read an answer that Django's middleware doesn't see (Fetch standard,
    CORS protocol). Without it a refusal would look like a server that can't be reached.
    """
    if origin is None or origin not in settings.CORS_ALLOWED_ORIGINS:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Vary": "Origin",
    }


def _is_named(origin: str) -> bool:
    named = [*settings.CORS_ALLOWED_ORIGINS, *([settings.PUBLIC_URL] if settings.PUBLIC_URL else [])]
    return origin.lower() in named


def _is_same(origin: str, host: str) -> bool:
    """Compare host and port. The scheme is left out: behind a proxy that ends TLS we see another than the browser."""
    scheme = origin.partition("://")[0].lower()
    if scheme not in _DEFAULT_PORT:
        return False
    return _place(origin, scheme) == _place(f"{scheme}://{host}", scheme) is not None


def _place(url: str, scheme: str) -> tuple[str | None, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return (parts.hostname, port or _DEFAULT_PORT[scheme])
