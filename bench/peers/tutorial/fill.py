"""Makes the peer's tables and fills them: the counterpart of bench/speed/fill_flowchat.py."""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "peer.settings"

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402 - as above
from django.contrib.auth.models import User  # noqa: E402 - as above
from django.core.management import call_command  # noqa: E402 - as above
from django.db import connection  # noqa: E402 - as above
from peer.chat.models import Message, Room  # noqa: E402 - as above
from rest_framework_simplejwt.tokens import AccessToken  # noqa: E402 - as above

PASSWORD = "quiet flowing water"
MESSAGES = """
INSERT INTO chat_message (room_id, author_id, text, sent_at)
SELECT %s, %s, rpad('load:' || lpad(n::text, 19, '0') || ':' || lpad(n::text, 9, '0') || ':', 200, 'x'), now()
FROM generate_series(1, %s::bigint) AS n
"""


def newest(messages) -> int:
    """Return the id of the newest message, 0 where there is none."""
    return messages.order_by("-id").values_list("id", flat=True).first() or 0


def main() -> None:
    """Read the plan, make everything, tell."""
    plan = json.load(sys.stdin)
    call_command("migrate", verbosity=0)
    password = make_password(PASSWORD)
    people = User.objects.bulk_create(
        User(username=f"speed{n}", password=password) for n in range(plan["people"])
    )
    rooms = Room.objects.bulk_create(Room(name=f"Room {n}") for n in range(len(plan["rooms"])))
    seats = Room.members.through
    seats.objects.bulk_create(
        seats(room=room, user=people[who])
        for room, members in zip(rooms, plan["rooms"], strict=True)
        for who in members
    )
    with connection.cursor() as cursor:
        for room, members, count in zip(rooms, plan["rooms"], plan["messages"], strict=True):
            cursor.execute(MESSAGES, [room.id, people[members[0]].id, count])
        cursor.execute("VACUUM ANALYZE")
    # Ids count through all rooms: what comes next in an empty room comes after the newest of all.
    heads = [newest(Message.objects.filter(room=room)) or newest(Message.objects.all()) for room in rooms]
    tokens = [str(AccessToken.for_user(person)) for person in people]
    json.dump({"tokens": tokens, "rooms": [str(room.id) for room in rooms], "heads": heads}, sys.stdout)


main()
