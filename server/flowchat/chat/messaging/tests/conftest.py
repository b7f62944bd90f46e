"""The cast of the rooms' tests serves here too."""

from flowchat.chat.rooms.tests.conftest import cast

__all__ = ["cast"]
