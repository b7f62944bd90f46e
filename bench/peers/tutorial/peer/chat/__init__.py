"""Rooms, members, messages."""
