"""The WebSocket of a room."""

from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth import get_user_model
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from peer.chat.models import Room


class RoomConsumer(AsyncJsonWebsocketConsumer):
    """Members hear the room's group. The token comes in the address, as tutorials do it."""

    group = ""

    async def connect(self) -> None:
        """Let members in."""
        room_id = self.scope["url_route"]["kwargs"]["room_id"]
        token = parse_qs(self.scope["query_string"].decode()).get("token", [""])[0]
        if not await self._may_enter(token, room_id):
            await self.close(4401)
            return
        self.group = f"room_{room_id}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def chat_message(self, event: dict) -> None:
        """Pass on what was said."""
        await self.send_json(event["message"])

    @database_sync_to_async
    def _may_enter(self, token: str, room_id: int) -> bool:
        try:
            user = get_user_model().objects.get(id=AccessToken(token)["user_id"], is_active=True)
        except (TokenError, get_user_model().DoesNotExist):
            return False
        return Room.objects.filter(id=room_id, members=user).exists()
