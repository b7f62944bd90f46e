"""What can go wrong, said once. `flowchat.http.errors` maps these to the one error shape on the wire."""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class ChatError(Exception):
    """A refusal that a person can understand.

    `code` is for programs, `message` a plain sentence for people, `fields` names the inputs at fault.
    Raising one inside an action rolls its transaction back: a refusal changes nothing.
    """

    status: int = 500
    default_code: ClassVar[str] = "error"
    default_message: ClassVar[str] = "Something went wrong."

    def __init__(
        self,
        message: str = "",
        *,
        code: str = "",
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.message = message or self.default_message
        self.code = code or self.default_code
        self.fields = {name: list(texts) for name, texts in (fields or {}).items()}
        super().__init__(self.message)


class Invalid(ChatError):
    """The input itself is wrong; `fields` says where."""

    status = 400
    default_code = "invalid"
    default_message = "Some of this can't be accepted as it is."


class SignedOut(ChatError):
    """Nobody is signed in, or the proof of it is no longer good."""

    status = 401
    default_code = "signed_out"
    default_message = "Please sign in."


class Forbidden(ChatError):
    """The person may see the thing but not do this to it."""

    status = 403
    default_code = "forbidden"
    default_message = "You don't have the right to do this."


class NotFound(ChatError):
    """It doesn't exist, or this person may not learn that it does: both sound the same."""

    status = 404
    default_code = "not_found"
    default_message = "There is nothing here."


class Conflict(ChatError):
    """It clashes with how things stand now."""

    status = 409
    default_code = "conflict"
    default_message = "This clashes with how things stand now."


class TooLarge(ChatError):
    """The request body is over the limit."""

    status = 413
    default_code = "too_large"
    default_message = "This is too large to be sent."


class SlowDown(ChatError):
    """Too many requests; `retry_after` is in seconds."""

    status = 429
    default_code = "slow_down"
    default_message = "Too many tries. Please wait a moment."

    def __init__(self, retry_after: int, message: str = "") -> None:
        super().__init__(message)
        self.retry_after = max(1, retry_after)


class Unavailable(ChatError):
    """The database does not answer or gave up on this transaction, or too much waits for it already; nothing was
    changed. Worth trying again.
    """

    status = 503
    default_code = "unavailable"
    default_message = "The server can't do this right now. It may work in a moment."
    retry_after = 1
