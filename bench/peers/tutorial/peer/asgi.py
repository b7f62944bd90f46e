"""`uvicorn peer.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peer.settings")
_http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - Django is set up above
from django.urls import path  # noqa: E402 - as above

from peer.chat.consumers import RoomConsumer  # noqa: E402 - as above

application = ProtocolTypeRouter(
    {"http": _http, "websocket": URLRouter([path("ws/rooms/<int:room_id>/", RoomConsumer.as_asgi())])}
)
