"""The web client's page: one file for every address the client knows."""

from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from flowchat.config import paths
from flowchat.http.headers import csp_nonce

_MISSING = (
    "The web client is not built. Start FlowChat with bin/run, which builds it, "
    "or run `npm ci && npm run build` in web/."
)


@require_safe
def show_client(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer with the client's index.html, its nonce filled in; 404 for what looks like a missing file.

    A missing script or picture must be a 404: answered with the page it would run as nothing and be cached.
    """
    if "." in path.rsplit("/", 1)[-1]:
        return HttpResponse("There is no such file.", status=404, content_type="text/plain; charset=utf-8")
    build = paths.web_build()
    if build is None:
        return HttpResponse(_MISSING, status=503, content_type="text/plain; charset=utf-8")
    page = build / "index.html"
    html = _read(page, page.stat().st_mtime_ns).replace("__CSP_NONCE__", csp_nonce(request))
    return HttpResponse(html, headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=2)
def _read(page: Path, changed: int) -> str:
    """Read the page once per build; `changed` is its modification time, the key of the cache."""
    return page.read_text(encoding="utf-8")
