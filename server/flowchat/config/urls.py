"""Every address of the server."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from flowchat.chat.accounts.admin import change_own_password
from flowchat.http.client import show_client
from flowchat.http.docs import show_docs, show_schema
from flowchat.http.errors import respond_not_found

handler400 = "flowchat.http.errors.respond_bad_request"
handler500 = "flowchat.http.errors.respond_server_error"

FEATURES: list[str] = [
    "flowchat.chat.accounts.api.urls",
    "flowchat.chat.emoji.api.urls",
    "flowchat.chat.rooms.api.urls",
    "flowchat.chat.presence.api.urls",
    "flowchat.chat.gateway.api.urls",
    "flowchat.chat.media.api.urls",
    "flowchat.chat.messaging.api.urls",
    "flowchat.chat.previews.api.urls",
    "flowchat.chat.search.api.urls",
]
"""Each feature's addresses, by the module that lists them."""

urlpatterns = [
    *(path("api/", include(module)) for module in FEATURES),
    path("api/schema/", show_schema, name="schema"),
    path("api/docs/", show_docs, name="docs"),
    re_path(r"^api(/.*)?$", respond_not_found),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/password_change/", admin.site.admin_view(change_own_password)),
    path("admin/", admin.site.urls),
    # Browsers ask for it on pages that name no icon, the admin's.
    path("favicon.ico", RedirectView.as_view(url="/favicon.svg")),
    path("", show_client),
    path("<path:path>", show_client),
]
