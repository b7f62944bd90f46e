"""Accounts in the Django admin: to look at, and to set a password in an emergency.

Nothing else is changed here: it would bypass the log, and clients would never hear of it.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from flowchat.chat.accounts.actions.links import drop_reset_links
from flowchat.chat.accounts.actions.sessions import end_sessions
from flowchat.chat.accounts.models import Community, Invite, Session, User

if TYPE_CHECKING:
    # Generic in the type stubs only.
    _Base = admin.ModelAdmin[Any]
    _UserBase = UserAdmin[User]
    _PasswordBase = AdminPasswordChangeForm[User]
else:
    _Base = admin.ModelAdmin
    _UserBase = UserAdmin
    _PasswordBase = AdminPasswordChangeForm

admin.site.unregister(Group)  # roles take its place


class NewPasswordForm(_PasswordBase):
    """Sets a password, checked and hashed like everywhere else."""

    usable_password = None

    @transaction.atomic
    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  # Django's signature
        """Store it, and end the sessions of whoever knew the old one or got a link to change it."""
        user: User = super().save(commit=commit)
        drop_reset_links(user)
        end_sessions(user_id=user.id)
        return user


def change_own_password(request: HttpRequest) -> HttpResponse:
    """Send the operator to the page above for themselves. Django's own one would end none of their sessions."""
    return redirect("admin:auth_user_password_change", request.user.pk)


@admin.register(User)
class AccountAdmin(_UserBase):
    """People. Django's own page for passwords is the one thing that works here."""

    list_display = ("username", "name", "role", "is_active", "created_at")
    list_filter = ("role", "is_active")
    search_fields = ("username", "name")
    ordering = ("-created_at",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (None, {"fields": ("name", "email", "about", "time_zone", "language")}),
        (None, {"fields": ("role", "is_active", "created_at", "last_login")}),
    )
    readonly_fields: ClassVar[tuple[str, ...]] = (
        "username",
        "name",
        "email",
        "about",
        "time_zone",
        "language",
        "role",
        "is_active",
        "created_at",
        "last_login",
    )
    change_password_form = NewPasswordForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Accounts are made by `flowchat create-user` and by registering."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are deactivated, not deleted: what they wrote stays."""
        return False


class ReadOnly(_Base):
    """Shows rows and changes none."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes rows here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes rows here."""
        return False


@admin.register(Session)
class SessionAdmin(ReadOnly):
    """Where people are signed in."""

    list_display = ("user", "device", "created_at", "last_used_at", "ended_at")
    list_select_related = ("user",)
    fields = ("user", "device", "created_at", "last_used_at", "expires_at", "ended_at")


@admin.register(Invite)
class InviteAdmin(ReadOnly):
    """Links that let people register. Their tokens are shown to their makers only."""

    list_display = ("id", "created_by", "created_at", "expires_at", "use_limit", "uses", "revoked_at")
    list_select_related = ("created_by",)


@admin.register(Community)
class CommunityAdmin(ReadOnly):
    """The server's name and who may register."""

    list_display = ("name", "registration")
