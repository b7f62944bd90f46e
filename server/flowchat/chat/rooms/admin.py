"""Rooms in the Django admin, to look at only: changes there would write no events."""

from django.contrib import admin

from flowchat.chat.accounts.admin import ReadOnly
from flowchat.chat.rooms.models import Membership, Room


@admin.register(Room)
class RoomAdmin(ReadOnly):
    """Rooms, without what is said in them."""

    list_display = ("name", "kind", "created_at", "archived_at", "starting", "deleted_at")
    list_filter = ("kind", "starting")
    search_fields = ("name",)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    """Who is in which room."""

    list_display = ("room", "user", "role", "joined_at", "last_read_seq")
    list_select_related = ("room", "user")
    list_filter = ("role",)
