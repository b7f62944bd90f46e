"""People in the Realtime Database, and what their sign-ins with Firebase are worth."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from firebase_admin import auth, db
from firebase_admin.exceptions import FirebaseError
from google.auth.exceptions import GoogleAuthError

from flowchat.chat.adapters.firebase.app import firebase_app
from flowchat.chat.adapters.firebase.documents import PEOPLE, Document
from flowchat.chat.mirroring.port import Unreachable

T = TypeVar("T")


def write_people(documents: Mapping[str, Document | None]) -> None:
    """Put what the rules know of accounts, by their ids, in one step; None takes one away. Raises Unreachable."""
    if documents:
        _call("the Realtime Database", lambda: _reference().update(dict(documents)))


def read_people(*, after: str, up_to: str | None) -> dict[str, Document]:
    """Return what stands there of the accounts whose ids are after `after` and up to `up_to`. Raises Unreachable."""

    def read() -> Any:
        query = _reference().order_by_key()
        if after:
            query = query.start_at(after)
        if up_to is not None:
            query = query.end_at(up_to)
        return query.get()

    found = _call("the Realtime Database", read) or {}
    return {key: value for key, value in found.items() if key > after and isinstance(value, dict)}


def revoke_sign_ins(user_ids: Collection[UUID]) -> None:
    """End what these people's sign-ins with Firebase can renew. Raises Unreachable.

    It ends all of a person's, for Firebase knows no single one; devices that are still signed in here get a new
    custom token from us. Who never signed in there has nothing to end.
    """
    for user_id in sorted(user_ids):
        _call("Firebase Auth", partial(_revoke, str(user_id)))


def _revoke(user_id: str) -> None:
    try:
        auth.revoke_refresh_tokens(user_id, app=firebase_app())
    except auth.UserNotFoundError:
        return


def _reference() -> Any:
    return db.reference(PEOPLE, app=firebase_app())


def _call(where: str, deed: Callable[[], T]) -> T:
    try:
        return deed()
    except (FirebaseError, GoogleAuthError, OSError) as error:
        said = str(error).partition("\n")[0][:200]
        raise Unreachable(f"{where} ({type(error).__name__}: {said})") from error
