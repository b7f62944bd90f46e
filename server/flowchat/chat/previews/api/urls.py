"""Addresses of previews, below /api/."""

from django.urls import path

from flowchat.chat.previews.api.views import MessagePreviewsView, PreviewPictureView

urlpatterns = [
    path("messages/<uuid:message_id>/previews/", MessagePreviewsView.as_view()),
    path("previews/<uuid:preview_id>/picture/", PreviewPictureView.as_view()),
]
