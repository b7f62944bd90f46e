"""Gets the truth and the views."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import psycopg

from chaos.checking.truth import DeviceView, PersonView, Row, StoredMessage, Truth
from chaos.fleet.device import Device
from chaos.fleet.journal import Journal, digest

_MESSAGES = """
    SELECT m.id, m.room_id, m.author_id, m.client_id, m.seq, m.text,
           ARRAY(SELECT v.text FROM messaging_messageversion AS v WHERE v.message_id = m.id ORDER BY v.version)
    FROM messaging_message AS m
"""
_PAGE = 100


async def read_truth(url: str) -> Truth:
    """Read everything that the checks compare with, as of one moment."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
        truth = Truth()
        for key, head in await _rows(connection, "SELECT key, head FROM events_stream"):
            truth.heads[key] = head
        for stream, seq, body in await _rows(
            connection, "SELECT stream_id, seq, body::text FROM events_event ORDER BY stream_id, seq"
        ):
            truth.log.setdefault(stream, []).append(_row(seq, json.loads(body)))
        for id_, room, author, client_id, seq, text, before in await _rows(connection, _MESSAGES):
            truth.messages.append(
                StoredMessage(str(id_), str(room), str(author), str(client_id), seq, (*before, text))
            )
        for room, member, seq in await _rows(
            connection, "SELECT room_id, user_id, last_read_seq FROM rooms_membership"
        ):
            truth.positions[str(room), str(member)] = seq
        return truth


async def read_heads(url: str) -> dict[str, int]:
    """Read the heads of all streams."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        return dict(await _rows(connection, "SELECT key, head FROM events_stream"))


async def _rows(connection: psycopg.AsyncConnection[Any], query: str) -> list[tuple[Any, ...]]:
    return await (await connection.execute(query.encode())).fetchall()


def _row(seq: int, event: dict[str, Any]) -> Row:
    kind: str = event["type"]
    user_ids: tuple[str, ...] = ()
    if kind == "room.created":
        user_ids = tuple(one["person"]["id"] for one in event["members"])
    elif kind == "member.added":
        user_ids = (event["member"]["person"]["id"],)
    elif kind == "member.removed":
        user_ids = (event["user_id"],)
    message_id = event["message"]["id"] if kind == "message.sent" else ""
    return Row(seq, kind, digest(event), user_ids, message_id)


def look_at(device: Device, people: Sequence[str]) -> DeviceView:
    """Return what a device shows now."""
    follower = device.follower
    return DeviceView(
        name=device.journal.name,
        user_id=device.user_id,
        positions={one: follower.position(one) for one in follower.streams()},
        readings={
            room_id: (room.reading.last_read_seq, room.reading.unread_count)
            for room_id, room in follower.rooms.items()
        },
        presence={one: device.presence.state_of(one) for one in people},
    )


async def look_anew(device: Device) -> PersonView:
    """Ask as a page does that was just opened: bootstrap, then the whole history of each room."""
    bootstrap = (await device.account.insist("GET", "bootstrap/")).body
    view = PersonView(device.user_id, {}, {})
    for entry in bootstrap["rooms"]:
        room_id = entry["room"]["id"]
        view.readings[room_id] = (entry["last_read_seq"], entry["unread_count"])
        view.histories[room_id] = await _history(device, room_id)
    return view


async def _history(device: Device, room_id: str) -> list[tuple[str, int, str]]:
    messages: list[tuple[str, int, str]] = []
    more = True
    while more:
        after = messages[-1][1] if messages else 0
        path = f"messages/?room={room_id}&after={after}&limit={_PAGE}"
        page = (await device.account.insist("GET", path)).body
        messages += [(one["id"], one["seq"], one["text"]) for one in page["messages"]]
        more = page["has_after"]
    return messages


async def fetch_files(devices: Sequence[Device], journals: Sequence[Journal]) -> dict[str, str | None]:
    """Fetch every acknowledged file; return digests by id, None for what can't be had.

    Its owner may have been taken out of the room it was sent to, so whoever else is there is asked as well.
    """
    people = {one.user_id: one for one in devices}
    digests: dict[str, str | None] = {}
    for journal in journals:
        askers = sorted(people.values(), key=lambda one: one.user_id != journal.user_id)
        for file in journal.files:
            digests[file.id] = None
            for device in askers:
                content = await device.account.line.fetch_file(file.id, device.account.access)
                if content is not None:
                    digests[file.id] = hashlib.sha256(content).hexdigest()
                    break
    return digests
