"""Files over HTTP: each fetch is checked anew."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from flowchat.chat.accounts.api.authentication import FilesKey, person_asking
from flowchat.chat.errors import NotFound
from flowchat.chat.media.access import viewable
from flowchat.chat.media.serving import Size, copy_of, is_shown
from flowchat.chat.media.storage import storage_of
from flowchat.chat.wire import Body
from flowchat.http.answers import query_of, refusals
from flowchat.http.files import answer_file
from flowchat.http.names import disposition
from flowchat.http.negotiation import AnyAccept
from flowchat.http.parsing import read_query

_KEPT_SECONDS = 15 * 60
"""For how long a browser may show its own copy without asking. Who lost a file's room, or whose message was deleted,
has at most that. After it, one question for each picture (304) and no bytes. Longer would make a removal late; without
it, every glance at a busy room would ask for every face in it.
"""
_ADDRESS_SECONDS = 60
_REDIRECT_SECONDS = 30
"""Well within the life of the address that it leads to."""
_NOTHING_RUNS = "default-src 'none'; sandbox"
"""Opened as a page of its own, or framed by one, a file may do nothing at all."""
_SAFETY = {"Content-Security-Policy": _NOTHING_RUNS, "X-Content-Type-Options": "nosniff"}
_ANSWERS: dict[Any, Any] = {
    (200, "*/*"): OpenApiTypes.BINARY,
    (206, "*/*"): OpenApiTypes.BINARY,
    302: OpenApiResponse(description="It is kept elsewhere: an address that works for a minute."),
    304: OpenApiResponse(description="It is what If-None-Match names."),
    **refusals(400, 401, 404, 416, 503),
}


class FileQuery(Body):
    """How a file is wanted."""

    download: bool = False


class FileView(APIView):
    """The bytes of an upload."""

    authentication_classes = (FilesKey,)
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="get_file",
        parameters=query_of(FileQuery),
        responses=_ANSWERS,
    )
    def get(self, request: Request, upload_id: UUID) -> HttpResponseBase:
        """Fetch a file, whole or in part. HEAD tells of it."""
        return _serve(request, upload_id, "original")


class SmallFileView(APIView):
    """A picture in the size of a list."""

    authentication_classes = (FilesKey,)
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="get_small_file",
        parameters=query_of(FileQuery),
        responses=_ANSWERS,
    )
    def get(self, request: Request, upload_id: UUID) -> HttpResponseBase:
        """Fetch a picture of at most 480 pixels a side."""
        return _serve(request, upload_id, "small")


class LargeFileView(APIView):
    """A picture in the size of a screen."""

    authentication_classes = (FilesKey,)
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="get_large_file",
        parameters=query_of(FileQuery),
        responses=_ANSWERS,
    )
    def get(self, request: Request, upload_id: UUID) -> HttpResponseBase:
        """Fetch a picture of at most 1600 pixels a side."""
        return _serve(request, upload_id, "large")


def _serve(request: Request, upload_id: UUID, size: Size) -> HttpResponseBase:
    upload = viewable(person_asking(request), upload_id)
    file = upload.file
    assert file is not None, "the door lets only those through that have one"
    download = read_query(request, FileQuery).download or not is_shown(file)
    storage, copy = storage_of(file), copy_of(file, size)
    path = storage.path_of(copy.key)
    if path is None:
        address = storage.address_of(
            file, size=size, seconds=_ADDRESS_SECONDS, name=upload.name, download=download
        )
        return _lead_to(address, settled=copy.settled or storage.resizes)
    headers = {
        # What isn't shown has no type that a browser could do something with, whatever it is told to.
        "Content-Type": copy.content_type if is_shown(file) else "application/octet-stream",
        "Content-Disposition": disposition(upload.name, download=download),
        **_caching(_KEPT_SECONDS if copy.settled else 0),
        **_SAFETY,
    }
    try:
        return answer_file(request, path, size=copy.size, etag=copy.etag, headers=headers)
    except FileNotFoundError as error:
        raise NotFound("There is no such file.") from error


def _lead_to(address: str | None, *, settled: bool) -> HttpResponse:
    """Redirect to where the storage has it. A browser may go there again only while it is sure to work."""
    if address is None:
        raise NotFound("There is no such file.")
    headers = {"Location": address, **_caching(_REDIRECT_SECONDS if settled else 0), **_SAFETY}
    return HttpResponse(status=302, headers=headers)


def _caching(seconds: int) -> dict[str, str]:
    """`Vary` parts the copies of two people who use one browser after each other: the cookie names the session."""
    kept = f"private, max-age={seconds}" if seconds else "no-store"
    return {"Cache-Control": kept, "Vary": "Cookie, Authorization"}
