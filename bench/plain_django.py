"""What files are measured against: a view with Django REST framework's FileUploadParser, and Django's FileResponse.

`uvicorn bench.plain_django:application`, with PLAIN_FOLDER for what comes. No accounts, no database, no checks.
"""

import os
from pathlib import Path

import django
from django.conf import settings

FOLDER = Path(os.environ["PLAIN_FOLDER"])

settings.configure(
    SECRET_KEY="only for measuring",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["rest_framework"],
    MEDIA_ROOT=str(FOLDER),
    FILE_UPLOAD_TEMP_DIR=str(FOLDER),
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
    },
    USE_TZ=True,
)
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402 - Django is set up above
from django.core.files.storage import default_storage  # noqa: E402 - as above
from django.http import FileResponse, HttpRequest  # noqa: E402 - as above
from django.urls import path  # noqa: E402 - as above
from rest_framework.parsers import FileUploadParser  # noqa: E402 - as above
from rest_framework.request import Request  # noqa: E402 - as above
from rest_framework.response import Response  # noqa: E402 - as above
from rest_framework.views import APIView  # noqa: E402 - as above


class UploadView(APIView):
    """Keeps what comes."""

    parser_classes = [FileUploadParser]

    def put(self, request: Request, name: str) -> Response:
        """Save the body under the name that the storage gives it."""
        return Response({"name": default_storage.save(name, request.FILES["file"])}, status=201)


def send_file(request: HttpRequest, name: str) -> FileResponse:
    """Send it back."""
    return FileResponse(default_storage.open(name), content_type="application/octet-stream")


urlpatterns = [path("upload/<str:name>", UploadView.as_view()), path("files/<str:name>", send_file)]
application = get_asgi_application()
