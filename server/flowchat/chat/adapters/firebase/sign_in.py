"""Tokens between us and Firebase Auth, by Google's Admin SDK."""

import threading
import time
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from firebase_admin import auth
from firebase_admin.exceptions import FirebaseError
from google.auth import crypt, jwt

from flowchat.chat.accounts.ports import LINKED_TOKEN_LIFETIME, Identity
from flowchat.chat.adapters.firebase.app import firebase, firebase_app
from flowchat.chat.errors import SignedOut, Unavailable

_AUDIENCE = "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit"

asking = threading.Semaphore(2)
"""A Google that doesn't answer may hold two of the threads that serve everyone, and not all."""


class FirebaseSignIn:
    """Signs our people in to Firebase, and knows them again by what Firebase gives them."""

    def make_token(self, user_id: UUID) -> str:
        """Return a custom token: RS256 by the service account's key, the uid and no claim of ours.

        Rights are not in tokens, for a token outlives them: rules ask the membership mirror. It is signed here and not
        by the Admin SDK, which makes them good for an hour: so long a stolen one could be traded.
        https://firebase.google.com/docs/auth/admin/create-custom-tokens
        """
        if firebase().emulators is not None:
            made: bytes = auth.create_custom_token(str(user_id), app=firebase_app())
            return made.decode("ascii")
        account, now = _signer(), int(time.time())
        claims = {
            "iss": account.email,
            "sub": account.email,
            "aud": _AUDIENCE,
            "uid": str(user_id),
            "iat": now,
            "exp": now + int(LINKED_TOKEN_LIFETIME.total_seconds()),
        }
        signed: bytes = jwt.encode(account.signer, claims)  # type: ignore[no-untyped-call]  # the SDK carries few types
        return signed.decode("ascii")

    def read_token(self, token: str) -> Identity:
        """Return whom an ID token speaks for. Signature, audience, issuer, times and revocation are checked.

        Raises SignedOut for anything wrong with it, Unavailable when Google can't be asked.
        """
        if not asking.acquire(blocking=False):
            raise Unavailable("Too many ask at once. Try again in a moment.")
        try:
            claims = auth.verify_id_token(token, app=firebase_app(), check_revoked=True)
            return Identity(
                user_id=UUID(claims["uid"]),
                signed_in_at=datetime.fromtimestamp(claims["auth_time"], UTC),
                expires_at=datetime.fromtimestamp(claims["exp"], UTC),
            )
        except auth.CertificateFetchError as error:
            raise Unavailable("Google's keys could not be fetched. Try again in a moment.") from error
        except (auth.InvalidIdTokenError, auth.UserDisabledError, auth.UserNotFoundError) as error:
            raise SignedOut("Firebase does not vouch for this token.") from error
        except FirebaseError as error:
            raise Unavailable("Firebase could not be asked. Try again in a moment.") from error
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise SignedOut("This is no ID token of one of our people.") from error
        finally:
            asking.release()


class _Account(NamedTuple):
    email: str
    signer: crypt.RSASigner


@cache
def _signer() -> _Account:
    """Read the key once: that takes longer than signing with it."""
    key = firebase().credentials
    assert key is not None, "only emulators do without"
    signer = crypt.RSASigner.from_service_account_info(dict(key))  # type: ignore[no-untyped-call]  # the SDK carries few types
    return _Account(str(key["client_email"]), signer)
