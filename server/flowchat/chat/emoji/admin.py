"""Custom emoji in the Django admin: to look at. Changes go through the API, which tells everyone."""

from django.contrib import admin

from flowchat.chat.accounts.admin import ReadOnly
from flowchat.chat.emoji.models import CustomEmoji


@admin.register(CustomEmoji)
class CustomEmojiAdmin(ReadOnly):
    """Which there are, and who added them."""

    list_display = ("name", "created_by", "created_at")
    list_select_related = ("created_by",)
    exclude = ("picture",)
