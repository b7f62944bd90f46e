"""Django's session, CSRF, sign-in and flash-message layers, for the Django admin alone.

The API takes no cookie for proof, so it needs no CSRF token, and its hot path doesn't pay for layers it
doesn't use. Subclasses, because Django's system checks look for these classes among the middleware.
"""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.deprecation import MiddlewareMixin


def _is_admin(request: HttpRequest) -> bool:
    return request.path_info.startswith("/admin/")


class _AdminOnly(MiddlewareMixin):
    """Steps aside for every address outside the admin."""

    def __call__(self, request: HttpRequest) -> Any:
        """Run the layer for the admin; pass everything else through."""
        return super().__call__(request) if _is_admin(request) else self.get_response(request)


class AdminSessions(_AdminOnly, SessionMiddleware):
    """`request.session` in the admin."""


class AdminSignIn(_AdminOnly, AuthenticationMiddleware):
    """`request.user` in the admin."""


class AdminFlashes(_AdminOnly, MessageMiddleware):
    """One-time notices in the admin."""


class AdminCsrf(_AdminOnly, CsrfViewMiddleware):
    """Cross-site request protection in the admin."""

    def process_view(
        self,
        request: HttpRequest,
        callback: Any,
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponseForbidden | None:
        """Check the token in the admin; Django calls this hook for every view, so look at the path again."""
        if not _is_admin(request):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)
