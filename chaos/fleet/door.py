"""The owner of a private room, who takes people out of it and lets them in again all the time."""

import asyncio
from contextlib import suppress

from chaos.fleet.device import Device
from chaos.fleet.line import Lost


class Doorkeeper:
    """Works from one device of the owner's."""

    def __init__(
        self, device: Device, room_id: str, others: list[str], *, pause: float, stop: asyncio.Event
    ) -> None:
        self._device = device
        self._room_id = room_id
        self._others = others
        self._out: list[str] = []
        self._pause = pause
        self._stop = stop

    async def live(self) -> None:
        """Remove and add until it is enough. At most half are out at a time."""
        random = self._device.random
        while not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), random.uniform(0.5, 1.5) * self._pause)
            with suppress(Lost):
                if self._out and (random.random() < 0.5 or len(self._out) > len(self._others) // 2):
                    await self._let_in(random.choice(self._out))
                else:
                    await self._take_out(random.choice([one for one in self._others if one not in self._out]))

    async def _take_out(self, user_id: str) -> None:
        self._out.append(user_id)
        await self._device.account.insist("DELETE", f"rooms/{self._room_id}/members/{user_id}/", tries=4)

    async def _let_in(self, user_id: str) -> None:
        # Whatever becomes of the request, the log says who is in; taking out who is out answers 404.
        self._out.remove(user_id)
        await self._device.account.insist(
            "POST", f"rooms/{self._room_id}/members/", {"user_ids": [user_id]}, tries=4
        )
