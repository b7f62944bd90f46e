"""Our one door to Google's Admin SDK: the project, and the right to act for it."""

from functools import cache
from threading import Lock

import firebase_admin
from django.conf import settings
from firebase_admin import credentials
from google.auth.credentials import AnonymousCredentials, Credentials

from flowchat.config.firebase import Firebase

TIMEOUT_SECONDS = 10
"""For which time a call to Auth or the Realtime Database may take."""
_NAME = "flowchat"
_making = Lock()


class _EmulatorsOnly(credentials.Base):  # type: ignore[misc]  # the SDK carries no types
    """Emulators ask for no proof, and the SDK for a credential all the same."""

    def get_credential(self) -> Credentials:
        """Return what proves nothing."""
        return AnonymousCredentials()  # type: ignore[no-untyped-call]  # the SDK carries few types


def firebase() -> Firebase:
    """Return the settings of Firebase mode. Raises RuntimeError when it is off: nobody may come here then."""
    found: Firebase | None = settings.FIREBASE
    if found is None:
        raise RuntimeError("Firebase mode is off.")
    return found


@cache
def firebase_app() -> firebase_admin.App:
    """Return the SDK's app for the project of this install, made when it is first used. Contacts nobody.

    The emulator variables are read by the SDK itself, under the same names as ours.
    """
    config = firebase()
    key = credentials.Certificate(dict(config.credentials)) if config.credentials else _EmulatorsOnly()
    options = {
        "projectId": config.project_id,
        "databaseURL": config.database_url,
        "httpTimeout": TIMEOUT_SECONDS,
    }
    # The cache does not keep two threads from both making it, which the SDK refuses.
    with _making:
        try:
            return firebase_admin.get_app(_NAME)
        except ValueError:
            return firebase_admin.initialize_app(key, options, name=_NAME)
