"""Addresses of people's presence, below /api/."""

from django.urls import path

from flowchat.chat.presence.api.views import PersonView

urlpatterns = [path("users/<uuid:user_id>/", PersonView.as_view())]
