"""Firebase mode: FIREBASE_* and Google's emulator variables. Wholly or not at all."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flowchat.config.problems import BadSetting, install_fix

Read = Callable[[str], str]
"""Returns an environment variable's text, "" when it is not set."""

_NEEDED = ("FIREBASE_PROJECT_ID", "FIREBASE_CREDENTIALS", "FIREBASE_DATABASE_URL", "FIREBASE_WEB_CONFIG")
_FIXES = {
    "FIREBASE_PROJECT_ID": "Set it to the project's id, such as my-chat-1a2b3.",
    "FIREBASE_CREDENTIALS": "Set it to the path of a service account's key file, or to what the file holds.",
    "FIREBASE_DATABASE_URL": "Copy it from the Realtime Database's page, such as https://my-chat.firebaseio.com.",
    "FIREBASE_WEB_CONFIG": 'Copy the web app\'s configuration as JSON: {"apiKey": …, "authDomain": …, "appId": …}.',
}
_EMULATORS = ("FIREBASE_AUTH_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST", "FIREBASE_DATABASE_EMULATOR_HOST")
_KEY_FIELDS = ("client_email", "private_key", "project_id", "token_uri")
_WEB_NAMES = ("apiKey", "appId", "authDomain", "messagingSenderId")
_DATABASES = (".firebaseio.com", ".firebasedatabase.app")
"""Google's; pages are let talk to the neighbours of the one that is named."""
RECEIPT_MESSAGES, MOST_RECEIPT_MESSAGES = 20, 200


@dataclass(frozen=True, slots=True)
class Emulators:
    """Where Google's services are played by others, each as host:port."""

    auth: str
    firestore: str
    database: str


@dataclass(frozen=True, slots=True)
class Firebase:
    """A project and the right to act for it. `web` is public: it goes to every browser."""

    project_id: str
    credentials: Mapping[str, Any] | None = field(repr=False)
    """What a service account's key file holds; None with emulators only."""
    database_url: str
    web: Mapping[str, str]
    emulators: Emulators | None
    receipt_messages: int = RECEIPT_MESSAGES
    """How many of a room's newest messages get a document for each of their readers."""

    @property
    def connects_to(self) -> tuple[str, ...]:
        """The origins that the page of a signed-in person talks to, for its Content-Security-Policy."""
        if self.emulators is not None:
            hosts = (self.emulators.auth, self.emulators.firestore, self.emulators.database)
            return (*(f"http://{host}" for host in hosts), f"ws://{self.emulators.database}")
        database = urlsplit(self.database_url).netloc
        # The database sends a client on to one of its machines, which are its host's neighbours.
        neighbours = f"*.{database.partition('.')[2]}"
        return (
            "https://identitytoolkit.googleapis.com",
            "https://securetoken.googleapis.com",
            "https://firestore.googleapis.com",
            f"https://{neighbours}",
            f"wss://{neighbours}",
        )


def read_firebase(read: Read) -> Firebase | None:
    """Return Firebase mode's settings, or None when it is off. Raises BadSetting naming what is missing or wrong."""
    given = [name for name in (*_NEEDED, "FIREBASE_RECEIPT_MESSAGES") if read(name)]
    if not given:
        return None
    emulators = _emulators(read)
    for name in _NEEDED:
        if not read(name) and not (name == "FIREBASE_CREDENTIALS" and emulators):
            raise BadSetting(name, f"is missing while {given[0]} is set.", fix=_FIXES[name])
    if not find_spec("firebase_admin"):
        fix = install_fix("firebase")
        raise BadSetting(given[0], "is set, but what Firebase mode needs is not installed.", fix=fix)
    project_id = read("FIREBASE_PROJECT_ID")
    return Firebase(
        project_id=project_id,
        credentials=_credentials(read("FIREBASE_CREDENTIALS"), project_id),
        database_url=_database_url(read("FIREBASE_DATABASE_URL"), emulated=emulators is not None),
        web=_web_config(read("FIREBASE_WEB_CONFIG"), project_id),
        emulators=emulators,
        receipt_messages=_receipt_messages(read("FIREBASE_RECEIPT_MESSAGES")),
    )


def _emulators(read: Read) -> Emulators | None:
    """All three or none: half of a chat in Google's hands and half in an emulator's would fit nowhere."""
    missing = [name for name in _EMULATORS if not read(name)]
    if len(missing) == len(_EMULATORS):
        return None
    if missing:
        other = next(name for name in _EMULATORS if read(name))
        raise BadSetting(
            missing[0], f"is missing while {other} is set.", fix="Set all three emulators, or none."
        )
    for name in _EMULATORS:
        host, _, port = read(name).rpartition(":")
        if not host or not port.isdigit() or "/" in host:
            raise BadSetting(name, "is no host and port.", fix="Write 127.0.0.1:9099, without a scheme.")
    auth, firestore, database = (read(name) for name in _EMULATORS)
    return Emulators(auth, firestore, database)


def _credentials(value: str, project_id: str) -> Mapping[str, Any] | None:
    """The key itself is never repeated in a message."""
    if not value:
        return None
    text = value
    if not value.startswith("{"):
        try:
            text = Path(value).read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise BadSetting(
                "FIREBASE_CREDENTIALS",
                f"names a file that can't be read ({type(error).__name__}).",
                fix=_FIXES["FIREBASE_CREDENTIALS"],
            ) from error
    key = _json_object("FIREBASE_CREDENTIALS", text)
    if key.get("type") != "service_account" or not all(key.get(name) for name in _KEY_FIELDS):
        raise BadSetting(
            "FIREBASE_CREDENTIALS", "is no service account's key.", fix=_FIXES["FIREBASE_CREDENTIALS"]
        )
    if not _is_private_key(str(key["private_key"])):
        fix = "Take the key file as it was downloaded: its line breaks are part of it."
        raise BadSetting("FIREBASE_CREDENTIALS", "holds a private key that can't be read.", fix=fix)
    if key["project_id"] != project_id:
        raise BadSetting(
            "FIREBASE_CREDENTIALS",
            f"belongs to another project than FIREBASE_PROJECT_ID ({project_id}).",
            fix="Take the key of a service account of the same project.",
        )
    return key


def _is_private_key(pem: str) -> bool:
    """Found out at start: with a key that signs nothing nobody could sign in."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # comes with the extra

    try:
        load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        return False
    return True


def _web_config(text: str, project_id: str) -> Mapping[str, str]:
    config = _json_object("FIREBASE_WEB_CONFIG", text)
    if not isinstance(config.get("apiKey"), str) or not config["apiKey"]:
        raise BadSetting("FIREBASE_WEB_CONFIG", "has no apiKey.", fix=_FIXES["FIREBASE_WEB_CONFIG"])
    if config.get("projectId", project_id) != project_id:
        raise BadSetting(
            "FIREBASE_WEB_CONFIG",
            f"belongs to another project than FIREBASE_PROJECT_ID ({project_id}).",
            fix="Copy the configuration of a web app of the same project.",
        )
    known = {name: str(config[name]) for name in _WEB_NAMES if config.get(name)}
    return {**known, "projectId": project_id}


def _json_object(name: str, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise BadSetting(name, "is not JSON.", fix=_FIXES[name]) from error
    if not isinstance(value, dict):
        raise BadSetting(name, "is not a JSON object.", fix=_FIXES[name])
    return value


def _database_url(value: str, *, emulated: bool) -> str:
    try:
        parts = urlsplit(value)
        good = emulated or (
            parts.scheme == "https"
            and (parts.hostname or "").endswith(_DATABASES)
            and not parts.path.strip("/")
        )
    except ValueError:
        good = False
    if not good:
        raise BadSetting(
            "FIREBASE_DATABASE_URL", "is no address of a database.", fix=_FIXES["FIREBASE_DATABASE_URL"]
        )
    return value.rstrip("/")


def _receipt_messages(value: str) -> int:
    if not value:
        return RECEIPT_MESSAGES
    if not value.isdecimal() or int(value) > MOST_RECEIPT_MESSAGES:
        raise BadSetting(
            "FIREBASE_RECEIPT_MESSAGES",
            f"{value!r} is no number of messages.",
            fix=f"Set it to a number from 0 to {MOST_RECEIPT_MESSAGES}.",
        )
    return int(value)
