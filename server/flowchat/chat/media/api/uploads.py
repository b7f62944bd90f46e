"""Uploading: whole, as a multipart form, or in parts, by tus 1.0.0."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowchat.chat.accounts.api.answers import nothing
from flowchat.chat.accounts.api.authentication import person_asking
from flowchat.chat.accounts.models import User
from flowchat.chat.errors import ChatError
from flowchat.chat.media.access import expires_at, loose_upload, own_upload, was_taken_back
from flowchat.chat.media.actions.finishing import finish_form, finish_upload
from flowchat.chat.media.actions.receiving import (
    begin_form,
    begin_upload,
    drop_upload,
    missing_from,
    open_part,
    take_back,
)
from flowchat.chat.media.api.lasting import LastingToken
from flowchat.chat.media.api.shapes import StorageUse, UploadAnswer, UploadState
from flowchat.chat.media.models import Upload
from flowchat.chat.media.queries import to_attachment, used_by
from flowchat.chat.media.receiving import tus
from flowchat.chat.media.receiving.form import FormSink, boundary_of
from flowchat.chat.media.receiving.names import clean_name
from flowchat.chat.media.receiving.parts import Part, size_of_part
from flowchat.chat.media.refusals import OtherMediaType, UploadGone
from flowchat.http import limits
from flowchat.http.answers import answer, refusals
from flowchat.http.limits import Rate
from flowchat.http.streaming import stream_body

_BEGINNING = Rate(600, 3600)
_ENDING = (400, 413, 507)
"""Refusals of a part after which the upload is over: sending it again would change nothing."""
_FORM = {
    "multipart/form-data": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
        "additionalProperties": False,
    }
}


class TusView(APIView):
    """Says in each answer which version of tus it speaks."""

    authentication_classes = [LastingToken]

    def finalize_response(
        self, request: Request, response: Response, *args: object, **kwargs: object
    ) -> Response:
        """Add the header."""
        finished = super().finalize_response(request, response, *args, **kwargs)
        finished.headers["Tus-Resumable"] = tus.VERSION
        if finished.status_code == 412:
            finished.headers["Tus-Version"] = tus.VERSION
        return finished

    def options(self, request: HttpRequest, *args: object, **kwargs: object) -> Response:
        """Say what of tus is understood."""
        headers = {
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(settings.UPLOADS.largest),
        }
        return Response(status=204, headers=headers)


class UploadsView(TusView):
    """Where uploads begin."""

    @extend_schema(
        operation_id="upload_file",
        request=_FORM,
        responses={201: UploadAnswer, **refusals(400, 401, 409, 412, 413, 415, 429, 503, 507)},
    )
    def post(self, request: Request) -> Response:
        """Take a file, the one part `file` of a form. With `Tus-Resumable: 1.0.0`: begin one that comes in parts."""
        person = person_asking(request)
        if tus.is_tus(request):
            return self._begin_parts(request, person)
        boundary = boundary_of(request.content_type or "")
        if boundary is None:
            raise OtherMediaType

        def begin() -> FormSink:
            limits.check("upload", person.id, _BEGINNING)
            return begin_form(person, boundary=boundary, announced=_announced(request))

        return stream_body(
            request, begin, lambda sink: answer(UploadAnswer(upload=finish_form(sink)), status=201)
        )

    def _begin_parts(self, request: Request, person: User) -> Response:
        tus.require_version(request)
        name, length = clean_name(tus.name_of(request)), tus.length_of(request)
        limits.check("upload", person.id, _BEGINNING)
        upload = begin_upload(person, name=name, length=length)
        place = reverse("upload", args=[upload.id])
        return Response(status=201, headers={"Location": place, **_expiry(upload)})


class UploadView(TusView):
    """One upload."""

    @extend_schema(operation_id="get_upload", responses={200: UploadState, **refusals(401, 404)})
    def get(self, request: Request, upload_id: UUID) -> Response:
        """Say how far an upload of one's own is, and what it became."""
        upload, offset = _look(request, upload_id, lambda found: size_of_part(found.id))
        file = to_attachment(upload) if upload.file else None
        return answer(UploadState(upload=file, offset=offset, length=upload.length))

    def head(self, request: Request, upload_id: UUID) -> Response:
        """Say how far it is, as tus does."""
        tus.require_version(request)
        upload, offset = _look(request, upload_id, missing_from)
        headers = {
            "Upload-Offset": str(offset),
            "Upload-Length": str(upload.length),
            "Upload-Metadata": tus.metadata_of(upload.name),
        }
        return Response(headers={**headers, **_expiry(upload)})

    @extend_schema(
        operation_id="continue_upload",
        parameters=[
            OpenApiParameter(
                "Tus-Resumable", str, OpenApiParameter.HEADER, required=True, enum=[tus.VERSION]
            ),
            OpenApiParameter("Upload-Offset", int, OpenApiParameter.HEADER, required=True),
        ],
        request={tus.PART_TYPE: OpenApiTypes.BINARY},
        responses={204: None, **refusals(400, 401, 404, 409, 412, 413, 415, 423, 429, 503, 507)},
    )
    def patch(self, request: Request, upload_id: UUID) -> Response:
        """Take the next part, beginning at `Upload-Offset`. The last one's answer comes once the file was checked."""
        upload = own_upload(person_asking(request), upload_id)
        offset = tus.require_part(request)
        if upload.file is not None and offset == upload.length:
            return self._taken(upload, offset)
        try:
            return stream_body(
                request,
                lambda: open_part(upload, offset=offset, announced=_announced(request)),
                lambda part: self._end(upload, part),
            )
        except ChatError as refusal:
            if refusal.status in _ENDING:
                drop_upload(upload.id)
            raise

    @extend_schema(operation_id="delete_upload", responses={204: None, **refusals(401, 404, 409)})
    def delete(self, request: Request, upload_id: UUID) -> Response:
        """Take an upload back that nothing names yet."""
        person = person_asking(request)
        if not was_taken_back(person, upload_id):
            take_back(loose_upload(person, upload_id))
        return nothing()

    def _end(self, upload: Upload, part: Part) -> Response:
        if part.heavy:
            finish_upload(upload.id, name=upload.name)
        return self._taken(upload, part.size)

    def _taken(self, upload: Upload, offset: int) -> Response:
        return Response(status=204, headers={"Upload-Offset": str(offset), **_expiry(upload)})


class StorageView(APIView):
    """The space that one's files take."""

    @extend_schema(operation_id="get_storage_use", responses={200: StorageUse, **refusals(401)})
    def get(self, request: Request) -> Response:
        """Say how much of it is used."""
        person = person_asking(request)
        return answer(StorageUse(used=used_by(person.id), limit=settings.UPLOADS.person_quota))


def _announced(request: Request) -> int:
    """Return how long the body says it is, 0 when it doesn't. The ASGI server has checked that it is a number."""
    value = request.headers.get("Content-Length") or "0"
    return int(value) if value.isascii() and value.isdigit() else 0


def _look(request: Request, upload_id: UUID, ask: Callable[[Upload], int]) -> tuple[Upload, int]:
    """Return an upload of whoever asks, and how much of it is there."""
    upload = own_upload(person_asking(request), upload_id)
    if upload.file is None:
        try:
            return upload, ask(upload)
        except UploadGone:
            # Its part is gone; the file that it became may be there since a moment ago.
            upload = own_upload(upload.owner, upload_id)
            if upload.file is None:
                raise
    return upload, upload.length


def _expiry(upload: Upload) -> dict[str, str]:
    return {"Upload-Expires": tus.date_of(expires_at(upload))}
