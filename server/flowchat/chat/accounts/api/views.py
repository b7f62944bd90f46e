"""Views that the signed-out may use."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


class PublicView(APIView):
    """Looks at no access token, so that a stale one is no obstacle to getting a new one."""

    authentication_classes: ClassVar[list[type[BaseAuthentication]]] = []  # type: ignore[misc]  # DRF declares a variable
    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]  # the same


class PublicReadView(APIView):
    """GET (and HEAD, RFC 9110 section 9.3.2) is for everyone, every other method for the signed-in."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Look at no access token for GET."""
        return [] if self._reads() else super().get_authenticators()

    def get_permissions(self) -> Sequence[Any]:
        """Let everyone GET."""
        return [AllowAny()] if self._reads() else super().get_permissions()

    def _reads(self) -> bool:
        # The API's description is made without a request, one method at a time.
        request: Request | None = self.request
        return request is not None and request.method in ("GET", "HEAD")
