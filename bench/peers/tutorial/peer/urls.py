"""Addresses."""

from django.urls import path
from rest_framework_simplejwt.views import TokenObtainPairView

from peer.chat.views import MessagesView

urlpatterns = [
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/rooms/<int:room_id>/messages/", MessagesView.as_view()),
]
