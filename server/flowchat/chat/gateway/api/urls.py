"""Addresses of the gateway, below /api/."""

from django.urls import path

from flowchat.chat.gateway.api.views import BootstrapView, SyncView

urlpatterns = [path("bootstrap/", BootstrapView.as_view()), path("sync/", SyncView.as_view())]
