"""What can be done with messages. Each verb is one transaction, with its events."""

from flowchat.chat.messaging.actions.send import NewMessage, Sent, send_message, sent_before

__all__ = ["NewMessage", "Sent", "send_message", "sent_before"]
