"""What people do to rooms. Each verb is one transaction, takes proof of access and records what it did.

The room's stream is held first, then everything the decision rests on is read again: whoever was removed, demoted
or archived out in the meantime is refused, and two last owners can't both leave.
"""

from flowchat.chat.rooms.actions.direct import Opened, open_direct_room, start_conversation
from flowchat.chat.rooms.actions.members import (
    add_members,
    change_role,
    hand_over,
    join_room,
    join_starting_rooms,
    leave_room,
    remove_member,
)
from flowchat.chat.rooms.actions.reading import mark_delivered, mark_read
from flowchat.chat.rooms.actions.rooms import create_room, delete_room, update_room

__all__ = [
    "Opened",
    "add_members",
    "change_role",
    "create_room",
    "delete_room",
    "hand_over",
    "join_room",
    "join_starting_rooms",
    "leave_room",
    "mark_delivered",
    "mark_read",
    "open_direct_room",
    "remove_member",
    "start_conversation",
    "update_room",
]
