"""Reading messages."""

from flowchat.chat.messaging.queries.history import History, after, around, before, by_client_id, newest

__all__ = ["History", "after", "around", "before", "by_client_id", "newest"]
