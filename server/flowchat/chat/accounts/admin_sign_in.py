"""The Django admin's own sign-in."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from flowchat.chat import errors
from flowchat.chat.accounts.guards import SignInTry
from flowchat.chat.accounts.models import User


class LimitedSignIn(ModelBackend):
    """Counts tries together with those at the chat's own door: a second door must not double them."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the account with this name and password; PermissionDenied, for Django to pass on, after too many."""
        if request is None or username is None:
            return super().authenticate(request, username, password, **kwargs)
        attempt = SignInTry(request, username)
        try:
            attempt.begin()
        except errors.SlowDown as error:
            raise PermissionDenied from error
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            attempt.succeeded()
        return user
