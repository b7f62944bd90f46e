"""Addresses that exist for the bridge's tests only."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import path

from flowchat.http.files import answer_file

handler500 = "flowchat.http.errors.respond_server_error"

FILE = bytes(range(256)) * 4096  # 1 MiB, four pieces of the bridge
closed: list[str] = []


def echo(request: HttpRequest) -> JsonResponse:
    seen = {
        "method": request.method,
        "path": request.path,
        "path_info": request.path_info,
        "query": request.GET.dict(),
        "body": request.body.decode(),
        "host": request.get_host(),
        "cookies": request.COOKIES,
        "address": request.META["REMOTE_ADDR"],
        "content_type": request.content_type,
        "accept": request.headers.get("Accept-Language"),
    }
    return JsonResponse(seen)


def cookies(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("two")
    response.set_cookie("one", "1", httponly=True)
    response.set_cookie("two", "2", samesite="Strict")
    return response


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        try:
            for _ in range(int(request.GET.get("pieces", 8))):
                yield b"x" * 200_000
        finally:
            closed.append("stream")

    return StreamingHttpResponse(pieces())


def broken_stream(request: HttpRequest) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        yield b"begun"
        raise LookupError("in the middle")

    return StreamingHttpResponse(pieces())


def file(request: HttpRequest) -> FileResponse:
    handle = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    handle.write(FILE)
    handle.seek(0)
    return FileResponse(handle, content_type="application/octet-stream")


def file_part(request: HttpRequest) -> HttpResponseBase:
    """FILE as files of people are sent, from the path that the test names."""
    folder = Path(request.GET["path"])
    headers = {
        "Content-Type": "application/octet-stream",
        "Cache-Control": "private, max-age=60",
        "Vary": "Cookie",
    }
    return answer_file(request, folder, size=folder.stat().st_size, etag='"a-digest"', headers=headers)


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204, headers=request.GET.dict())


def boom(request: HttpRequest) -> HttpResponse:
    raise LookupError("a bug")


def backend(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [
    path("echo/", echo),
    path("api/echo/", echo),
    path("cookies/", cookies),
    path("stream/", stream),
    path("broken-stream/", broken_stream),
    path("file/", file),
    path("file-part/", file_part),
    path("nothing/", nothing),
    path("boom/", boom),
    path("backend/", backend),
]
