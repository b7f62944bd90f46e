"""What people do all day: say something, say it differently, read, send a file, lose the page for a moment."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

from chaos.fleet.device import Device
from chaos.fleet.journal import Edit, File, Send
from chaos.fleet.line import Answer, Lost

_TRIES = 6
_AT_ONCE = 3
_WEIGHTS = {"send": 52, "read": 20, "edit": 16, "send_file": 5, "look_back": 3, "reload": 4}


class Owner:
    """The person at one device."""

    def __init__(self, device: Device, *, pause: float, stop: asyncio.Event) -> None:
        self._device = device
        self._random: Random = device.random
        self._pause = pause
        self._stop = stop
        self._count = 0
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def live(self) -> None:
        """Do one thing after another, some of them at the same time, until it is enough; returns when all are done."""
        deeds: dict[str, Callable[[], Awaitable[None]]] = {
            "send": self._send,
            "read": self._read,
            "edit": self._edit,
            "send_file": self._send_file,
            "look_back": self._look_back,
            "reload": self._device.hang_up,
        }
        async with asyncio.TaskGroup() as group:
            while not self._stop.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), self._random.expovariate(1 / self._pause))
                if not self._slots.locked():
                    (name,) = self._random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
                    group.create_task(self._do(deeds[name]))

    async def _do(self, deed: Callable[[], Awaitable[None]]) -> None:
        async with self._slots:
            # What could not be done is in the journal; what was not answered counts as not acknowledged.
            with suppress(Lost):
                await deed()

    async def _send(self, *, file: str = "") -> None:
        rooms = list(self._device.follower.rooms)
        if not rooms:
            return
        self._count += 1
        token = f"{self._device.journal.name}/{self._count}"
        client_id = self._device.clock.new_id(self._random)
        text = f"{token} {'lorem ipsum ' * self._random.randrange(1, 20)}".strip()
        sent = Send(client_id, self._random.choice(rooms), text, file=file)
        self._device.journal.sends[client_id] = sent
        await post_message(self._device, sent)

    async def _edit(self) -> None:
        follower, journal = self._device.follower, self._device.journal
        mine = [
            (one, version) for one, (room_id, version) in follower.own.items() if room_id in follower.rooms
        ]
        if not mine:
            return
        message_id, version = self._random.choice(mine[-10:])
        self._count += 1
        edit = Edit(message_id, "")
        first = next(
            (one for one in journal.sends.values() if one.acks and one.acks[0][0] == message_id), None
        )
        # Messages of this person's other devices are edited as well; their token is not ours to keep.
        token = first.token if first else "other"
        edit.text = f"{token} edited/{journal.name}/{self._count}"
        journal.edits.append(edit)
        answer = await self._device.account.insist(
            "PATCH", f"messages/{message_id}/", {"text": edit.text, "version": version}, tries=_TRIES
        )
        if answer.good:
            edit.version = answer.body["message"]["version"]

    async def _read(self) -> None:
        follower, journal = self._device.follower, self._device.journal
        rooms = [(one, room.last_message) for one, room in follower.rooms.items() if room.last_message]
        if not rooms:
            return
        room_id, seq = self._random.choice(rooms)
        answer = await self._device.account.insist(
            "POST", f"rooms/{room_id}/read/", {"seq": seq}, tries=_TRIES
        )
        if answer.good:
            journal.reads[room_id] = max(journal.reads.get(room_id, 0), answer.body["last_read_seq"])

    async def _send_file(self) -> None:
        content = self._random.randbytes(self._random.randrange(4_000, 10_000)).hex().encode()
        answer = await self._device.account.ask("POST", "uploads/", file=content)
        if answer.good:
            upload_id = answer.body["upload"]["id"]
            self._device.journal.files.append(File(upload_id, hashlib.sha256(content).hexdigest()))
            await self._send(file=upload_id)

    async def _look_back(self) -> None:
        """Read the newest messages of a room over HTTP, as a page does that was just opened."""
        rooms = list(self._device.follower.rooms)
        if not rooms:
            return
        room_id = self._random.choice(rooms)
        answer = await self._device.account.ask("GET", f"messages/?room={room_id}&limit=30")
        if answer.good:
            seqs = [one["seq"] for one in answer.body["messages"]]
            self._device.journal.fetch(f"room.{room_id}", seqs, answer.body["seq"])


async def post_message(device: Device, sent: Send, *, tries: int = _TRIES) -> None:
    """Send a message until it is acknowledged, refused or given up; every answer of success is kept."""
    body = {"room": sent.room, "client_id": sent.client_id, "text": sent.text}
    wanted = {**body, "upload_ids": [sent.file]} if sent.file else body
    for turn in range(tries):
        sent.tries += 1
        try:
            answer = await device.account.ask("POST", "messages/", wanted)
        except Lost:
            answer = Answer(0, None)
        if answer.good:
            message = answer.body["message"]
            sent.acks.append((message["id"], message["seq"]))
            # Now and then once more: a page that did not write down in time that it was answered does the same.
            if turn or device.random.random() > 0.1:
                return
        elif answer.status and not answer.passing:
            sent.refused = answer.code
            return
        if not device.account.patient:
            return
        await asyncio.sleep(max(min(2.0, 0.2 * 2**turn), answer.retry_after))
