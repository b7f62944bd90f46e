"""Checking and setting passwords. Slow on purpose, so never called while a row is locked."""

from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from flowchat.chat import errors
from flowchat.chat.accounts.models import User


def password_fits(user: User | None, password: str) -> bool:
    """Is this the password of that account?

    Without an account it takes as long to say no: otherwise the time would tell which accounts exist.
    """
    if user is None or not user.has_usable_password():
        check_password(password, _nobodys())
        return False
    return check_password(password, user.password)


def require_good(password: str, *, user: User, field: str = "password") -> None:
    """Raise Invalid on `field` for a password that is short, common, or close to the person's own names."""
    try:
        validate_password(password, user=user)
    except ValidationError as error:
        raise errors.Invalid(fields={field: error.messages}) from error


@cache
def _nobodys() -> str:
    return make_password("nobody has this password")
