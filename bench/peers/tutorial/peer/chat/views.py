"""Messages over HTTP."""

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.http import Http404
from rest_framework import generics, serializers

from peer.chat.models import Message, Room

PAGE = 50


class MessageSerializer(serializers.ModelSerializer):
    """A message with its author's name."""

    author = serializers.CharField(source="author.username", read_only=True)

    class Meta:
        model = Message
        fields = ["id", "room", "author", "text", "sent_at"]
        read_only_fields = ["room", "sent_at"]


class MessagesView(generics.ListCreateAPIView):
    """The messages of a room, 50 at a time: `before` or `after` an id. Sending tells the room's group."""

    serializer_class = MessageSerializer

    def get_room(self) -> Room:
        """Members only."""
        try:
            return Room.objects.get(id=self.kwargs["room_id"], members=self.request.user)
        except Room.DoesNotExist as error:
            raise Http404 from error

    def get_queryset(self):
        """Return a page, ascending."""
        messages = Message.objects.filter(room=self.get_room()).select_related("author")
        if after := self.request.query_params.get("after"):
            return messages.filter(id__gt=after).order_by("id")[:PAGE]
        if before := self.request.query_params.get("before"):
            messages = messages.filter(id__lt=before)
        return reversed(messages.order_by("-id")[:PAGE])

    def perform_create(self, serializer: MessageSerializer) -> None:
        """Keep it, then tell everyone."""
        room = self.get_room()
        serializer.save(room=room, author=self.request.user)
        event = {"type": "chat.message", "message": serializer.data}
        async_to_sync(get_channel_layer().group_send)(f"room_{room.id}", event)
