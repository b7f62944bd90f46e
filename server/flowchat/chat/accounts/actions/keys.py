"""Whose keys serve this community."""

from flowchat.chat.accounts import models
from flowchat.chat.accounts.tokens import key_mark


def note_keys() -> bool:
    """Write down that a server with this install's keys begins; False if the one before it had others.

    Two servers of one database must have the same: each would refuse what the other signed, and everyone would be
    signed out over and over, without a word of why.
    """
    row = models.Community.objects.filter(id=1).first()
    if row is None or row.key_mark == key_mark():
        return True
    models.Community.objects.filter(id=1).update(key_mark=key_mark())
    return row.key_mark == ""
