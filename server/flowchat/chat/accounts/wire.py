"""Answers of this feature that no event carries. docs/protocol.md sections 3 and 4."""

from uuid import UUID

from flowchat.chat.events.objects import AccountRole, Community, Me, Person
from flowchat.chat.wire import Time, Wire


class SignedIn(Wire):
    """The proof of who you are: an access token for `Authorization: Bearer`, good until `expires_at`."""

    access: str
    expires_at: Time
    me: Me
    firebase_token: str | None = None
    """In Firebase mode: a custom token for `signInWithCustomToken`, good for an hour."""


class Session(Wire):
    """One place where you are signed in."""

    id: UUID
    device: str
    created_at: Time
    last_used_at: Time
    current: bool


class Sessions(Wire):
    """Every place where you are signed in."""

    sessions: list[Session]


class Invite(Wire):
    """A link that lets people register, and how far it is used up."""

    id: UUID
    url: str
    created_by: UUID
    created_at: Time
    expires_at: Time | None
    use_limit: int | None
    uses: int
    note: str
    active: bool


class Invites(Wire):
    """The invites you may see."""

    invites: list[Invite]


class Invitation(Wire):
    """What an invite tells the person who follows it."""

    community: Community
    invited_by: str


class ResetWelcome(Wire):
    """Whose password a reset link changes."""

    username: str


class ResetLink(Wire):
    """A link with which a person sets a new password, once."""

    url: str
    expires_at: Time


class People(Wire):
    """People found."""

    people: list[Person]


class Account(Person):
    """An account as who runs the server sees it."""

    email: str | None
    role: AccountRole
    created_at: Time
    last_seen_at: Time | None


class Accounts(Wire):
    """Accounts of this server."""

    accounts: list[Account]


class Nothing(Wire):
    """An empty object: it worked, and there is no more to say."""


class UploadLimits(Wire):
    """What may be uploaded: bytes for each kind of file and from which on it goes in parts, pixels of a picture, and
    endings of names that are refused.
    """

    files_per_message: int
    chunk_above: int
    picture: int
    video: int
    audio: int
    file: int
    pixels: int
    blocked: list[str]


class Limits(Wire):
    """What the server accepts at most."""

    message_length: int
    request_bytes: int
    uploads: UploadLimits


class FirebaseEmulators(Wire):
    """Where Google's services are played by others, each as host:port."""

    auth: str
    firestore: str
    database: str


class FirebaseConfig(Wire):
    """What a client hands to Google's SDK; all of it is public. `web` holds the console's own names (`apiKey`)."""

    web: dict[str, str]
    database_url: str
    emulators: FirebaseEmulators | None


class FirebaseIdentity(Wire):
    """Whom a Firebase ID token speaks for, and until when."""

    user_id: UUID
    expires_at: Time


class CommunityStatus(Community):
    """What a client needs to know before anyone signs in."""

    needs_setup: bool
    contract_level: int
    version: str
    mail: bool
    previews: bool
    firebase: FirebaseConfig | None
    """Set in Firebase mode: where messages, receipts, typing and presence come from."""
    limits: Limits
