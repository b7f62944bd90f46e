"""What people send about accounts. docs/protocol.md section 4.

Fields that may be left out have a default factory: unlike a default it stays out of the API's description.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from flowchat.chat.accounts.names import (
    About,
    Email,
    Language,
    Login,
    Name,
    Note,
    Password,
    Search,
    TimeZone,
    Token,
    Username,
)
from flowchat.chat.events.objects import AccountRole, Registration, Theme
from flowchat.chat.text import Line
from flowchat.chat.wire import Body

SectionName = Annotated[Line, Field(min_length=1, max_length=40)]
Sections = Annotated[list[SectionName], Field(max_length=50)]


class SignInBody(Body):
    """`login` is a username or an e-mail address."""

    login: Login
    password: Password


class NewAccount(Body):
    """A checked account to be. Only the command line may leave the address out."""

    name: Name
    username: Username
    email: Email | None
    password: Password


class RegisterBody(Body):
    """A newcomer's account, and the token of the invite that brought them."""

    name: Name
    username: Username
    email: Email
    password: Password
    invite: Token | None

    def account(self) -> NewAccount:
        """Return the account that is asked for."""
        return NewAccount(name=self.name, username=self.username, email=self.email, password=self.password)


class SetupBody(Body):
    """The owner's account, the community's name, and its first room."""

    token: Token
    community_name: Name
    name: Name
    username: Username
    email: Email
    password: Password
    room_name: Name

    def owner(self) -> NewAccount:
        """Return the account that is asked for."""
        return NewAccount(name=self.name, username=self.username, email=self.email, password=self.password)


class ChangePasswordBody(Body):
    """The present password proves that it is still you at the keyboard."""

    current_password: Password
    new_password: Password


class ResetBody(Body):
    """A reset link's token, and the password from now on."""

    token: Token
    new_password: Password


class FirebaseTokenBody(Body):
    """An ID token, as `getIdToken` of Google's SDK returns it."""

    id_token: Annotated[str, Field(min_length=1, max_length=8192)]


class ResetMailBody(Body):
    """Whose password is forgotten."""

    login: Login


class PreferenceChanges(Body):
    """Preferences to change; what is left out stays."""

    theme: Theme = Field(default_factory=lambda: "system")
    show_receipts: StrictBool = Field(default_factory=lambda: True)
    show_typing: StrictBool = Field(default_factory=lambda: True)
    show_last_seen: StrictBool = Field(default_factory=lambda: True)
    sections: Sections = Field(default_factory=list)


class ProfileChanges(Body):
    """What to change of one's own account; what is left out stays. `password` goes with `email`."""

    name: Name = Field(default_factory=str)
    username: Username = Field(default_factory=str)
    about: About = Field(default_factory=str)
    time_zone: TimeZone = Field(default_factory=str)
    language: Language = Field(default_factory=str)
    email: Email | None = Field(default_factory=lambda: None)
    password: Password = Field(default_factory=str)
    preferences: PreferenceChanges = Field(default_factory=PreferenceChanges)


class CommunityChanges(Body):
    """What to change of the server; what is left out stays."""

    name: Name = Field(default_factory=str)
    registration: Registration = Field(default_factory=lambda: "invite")
    link_previews: StrictBool = Field(default_factory=bool)
    edit_minutes: Annotated[int, Field(strict=True, ge=1, le=60 * 24 * 366)] | None = Field(
        default_factory=lambda: None
    )
    confirm_mentions_above: Annotated[int, Field(strict=True, ge=1, le=100_000)] = Field(
        default_factory=lambda: 10
    )


class AccountChanges(Body):
    """What to decide about an account; what is left out stays."""

    role: AccountRole | None = Field(default_factory=lambda: None)
    active: bool | None = Field(default_factory=lambda: None, strict=True)


class NewInvite(Body):
    """`null` means that it never expires, or that any number may use it."""

    expires_in_hours: Annotated[int, Field(strict=True, ge=1, le=24 * 366)] | None
    use_limit: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None
    note: Note = Field(default_factory=str)


class PeopleQuery(Body):
    """Either a search, or ids separated by commas."""

    search: Search = ""
    limit: Annotated[int, Field(ge=1, le=50)] = 20
    ids: Annotated[str, Field(max_length=3700)] = ""


class AccountsQuery(Body):
    """`before` is the id of the last account seen."""

    search: Search = ""
    before: UUID | None = None
