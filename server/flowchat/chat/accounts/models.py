"""People, their sessions, and the links that let them in."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils import timezone

from flowchat.chat.ids import new_id
from flowchat.chat.text import fold_name


class AccountRole(models.TextChoices):
    """What a person may do to the server as a whole; rooms have roles of their own."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class Registration(models.TextChoices):
    """Who may make an account."""

    INVITE = "invite"
    OPEN = "open"
    CLOSED = "closed"


class Community(models.Model):
    """The one community of this install: a table with a single row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=80)
    registration = models.CharField(max_length=8, choices=Registration.choices, default=Registration.INVITE)
    link_previews = models.BooleanField(default=True)
    edit_minutes = models.PositiveIntegerField(null=True, blank=True, default=24 * 60)
    """For how long an author may edit a message; None: for ever."""
    confirm_mentions_above = models.PositiveIntegerField(default=10)
    key_mark = models.CharField(max_length=64, blank=True, editable=False)
    """Tells the keys of the server that was started last from others (`tokens.key_mark`); "" before the first."""
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "community"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="community_is_one"),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Finds accounts the way Django's own sign-in (the admin) asks for them."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by username, in whatever case it was typed."""
        return self.get(username_key=fold_name(username or ""))


class User(AbstractBaseUser):
    """An account. Never deleted while it has written something: deactivated instead."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=32)
    username_key = models.CharField(max_length=96, editable=False)
    """The username as it is compared (`fold_name`). Made here, because databases disagree about lower case."""
    email = models.EmailField(max_length=254, null=True, blank=True)
    """Always in lower case; kept so by the actions."""
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=280, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=16, default="en")
    preferences = models.JSONField(default=dict, blank=True)
    picture_id = models.UUIDField(null=True, blank=True)
    """An upload; a plain id, for files are a feature above this one."""
    role = models.CharField(max_length=8, choices=AccountRole.choices, default=AccountRole.MEMBER)
    is_active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    search_key = models.CharField(max_length=240, editable=False)
    """Name and username folded (accents and case gone), for search; kept by the actions."""
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["username_key"], name="user_username_once"),
            # Follows from the one above; Django's admin insists on seeing it.
            models.UniqueConstraint(fields=["username"], name="user_username_exact_once"),
            models.UniqueConstraint(fields=["email"], name="user_email_once"),
        ]
        indexes = [
            GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="user_search_key"),
            models.Index(fields=["search_key", "id"], name="user_by_name"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def runs_server(self) -> bool:
        """Is this one of the people who administer the server?"""
        return self.role in (AccountRole.OWNER, AccountRole.ADMIN)

    # The four below are what Django's admin asks of an account.

    @property
    def is_staff(self) -> bool:
        """May sign in to the Django admin: only owners of the server."""
        return self.is_active and self.role == AccountRole.OWNER

    @property
    def is_superuser(self) -> bool:
        """The Django admin knows no finer rights here."""
        return self.is_staff

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Answer the Django admin: an owner may everything."""
        return self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """Answer the Django admin: an owner sees every app."""
        return self.is_superuser


class Session(models.Model):
    """One device's sign-in, and the whole family of refresh tokens that ever came from it.

    A refresh token is `<session id>.<generation>.<mac>`: nothing secret is stored, and the generation alone tells
    the current token from a stale one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    generation = models.PositiveIntegerField(default=1)
    rotated_at = models.DateTimeField(default=timezone.now)
    device = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "ended_at"], name="session_by_user"),
            models.Index(fields=["ended_at"], name="session_by_end"),
            models.Index(fields=["expires_at"], name="session_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.device}"

    def lives_at(self, moment: datetime) -> bool:
        """Is it neither ended nor too long unused, and may its person still sign in? Load `user` with the row."""
        return self.ended_at is None and self.expires_at > moment and self.user.is_active


class Invite(models.Model):
    """A link that lets people register. Its token is sealed from the id, so the link can be shown again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invites")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    use_limit = models.PositiveIntegerField(null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(use_limit=None) | models.Q(uses__lte=models.F("use_limit")),
                name="invite_uses_within_limit",
            ),
        ]

    def __str__(self) -> str:
        return self.note or str(self.id)

    def works_at(self, moment: datetime) -> bool:
        """Does the link still let someone in? A deactivated person's doesn't; load `created_by` with the row."""
        if not self.created_by.is_active:
            return False
        if self.revoked_at is not None or (self.expires_at is not None and self.expires_at <= moment):
            return False
        return self.use_limit is None or self.uses < self.use_limit


class OneTimeLink(models.Model):
    """A link that works once: setting the server up, or a new password. Only a hash of it is kept."""

    class Purpose(models.TextChoices):
        SETUP = "setup"
        RESET = "reset"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose="setup", user=None)
                | models.Q(purpose="reset", user__isnull=False),
                name="link_has_its_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%Y-%m-%d %H:%M}"
