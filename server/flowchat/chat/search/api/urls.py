"""Addresses of search, below /api/."""

from django.urls import path

from flowchat.chat.search.api.views import DayView, SearchView

urlpatterns = [path("search/", SearchView.as_view()), path("messages/at/", DayView.as_view())]
