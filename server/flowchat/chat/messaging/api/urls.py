"""Addresses of messages, below /api/."""

from django.urls import path

from flowchat.chat.messaging.api.drafts import DraftsView
from flowchat.chat.messaging.api.files import RoomFilesView
from flowchat.chat.messaging.api.keeping import (
    PinsView,
    PinView,
    RemovalsView,
    SavedMessageView,
    SavedView,
)
from flowchat.chat.messaging.api.mentions import MentionableView, MentionsView
from flowchat.chat.messaging.api.messages import ForwardView, MessageView, RestoreView, VersionsView
from flowchat.chat.messaging.api.reactions import ReactionView
from flowchat.chat.messaging.api.reading import AllReadView, PositionsView, SettingsView, UnreadView
from flowchat.chat.messaging.api.threads import (
    FollowingView,
    ReadThreadView,
    ResolvedView,
    ThreadsView,
    ThreadView,
)
from flowchat.chat.messaging.api.views import MessagesView

urlpatterns = [
    path("messages/", MessagesView.as_view()),
    path("messages/<uuid:message_id>/", MessageView.as_view()),
    path("messages/<uuid:message_id>/versions/", VersionsView.as_view()),
    path("messages/<uuid:message_id>/restore/", RestoreView.as_view()),
    path("messages/<uuid:message_id>/forward/", ForwardView.as_view()),
    path("messages/<uuid:message_id>/pin/", PinView.as_view()),
    path("messages/<uuid:message_id>/saved/", SavedMessageView.as_view()),
    path("saved/", SavedView.as_view()),
    path("rooms/<uuid:room_id>/pins/", PinsView.as_view()),
    path("rooms/<uuid:room_id>/files/", RoomFilesView.as_view()),
    path("rooms/<uuid:room_id>/removals/", RemovalsView.as_view()),
    path("messages/<uuid:message_id>/reactions/<str:emoji>/", ReactionView.as_view()),
    path("drafts/", DraftsView.as_view()),
    path("rooms/<uuid:room_id>/mentions/", MentionsView.as_view()),
    path("rooms/<uuid:room_id>/mentionable/", MentionableView.as_view()),
    path("rooms/<uuid:room_id>/unread/", UnreadView.as_view()),
    path("rooms/<uuid:room_id>/settings/", SettingsView.as_view()),
    path("reading/", PositionsView.as_view()),
    path("reading/all/", AllReadView.as_view()),
    path("threads/", ThreadsView.as_view()),
    path("threads/<uuid:root_id>/", ThreadView.as_view()),
    path("threads/<uuid:root_id>/read/", ReadThreadView.as_view()),
    path("threads/<uuid:root_id>/following/", FollowingView.as_view()),
    path("threads/<uuid:root_id>/resolved/", ResolvedView.as_view()),
]
