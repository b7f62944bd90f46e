"""Messages in the Django admin: that there are some, never what they say."""

from django.contrib import admin

from flowchat.chat.accounts.admin import ReadOnly
from flowchat.chat.messaging.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """Who wrote where and when. The text is for the room, not for the operator."""

    list_display = ("room", "seq", "author", "sent_at")
    list_select_related = ("room", "author")
    exclude = ("text", "forwarded", "mentioned_people")
    show_full_result_count = False
