"""Addresses of emoji, below /api/."""

from django.urls import path

from flowchat.chat.emoji.api import views

urlpatterns = [
    path("emoji/", views.EmojiListView.as_view()),
    path("emoji/<uuid:emoji_id>/", views.EmojiView.as_view()),
    path("emoji/<uuid:emoji_id>/picture/", views.EmojiPictureView.as_view()),
]
