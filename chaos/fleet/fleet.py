"""All devices of a run, from switching on to the last look."""

import asyncio
from dataclasses import dataclass
from random import Random

from chaos.fleet.community import Community
from chaos.fleet.deeds import Owner, post_message
from chaos.fleet.device import Device
from chaos.fleet.door import Doorkeeper
from chaos.fleet.journal import Send
from chaos.stack.stack import TriedStack

_SWITCHING_ON_AT_ONCE = 4
_LAST_DEEDS = 40.0


@dataclass(frozen=True)
class Size:
    """How many people, devices and deeds. A fifth of the people have a second device, behind a proxy."""

    people: int = 12
    second_devices: int = 6
    private_rooms: int = 2
    pause: float = 1.2
    """Seconds between two deeds of a device, on average."""
    door_pause: float = 1.5


class Fleet:
    """Everyone."""

    def __init__(self, devices: list[Device], community: Community, size: Size) -> None:
        self.devices = devices
        self.community = community
        self._size = size
        self._stop = asyncio.Event()
        self._living: list[asyncio.Task[None]] = []

    @classmethod
    async def gather(cls, stack: TriedStack, community: Community, size: Size, random: Random) -> "Fleet":
        """Make the devices and switch them on: one for each person, a second one for some. Every other is proxied."""
        owners = [*community.people, *community.people[: size.second_devices]]
        devices = []
        for number, person in enumerate(owners):
            proxy = await stack.client_proxy(number) if number % 2 else None
            port = proxy.port if proxy else stack.port_for(number)
            devices.append(
                Device(
                    f"{person.login}-{number // len(community.people)}",
                    f"http://127.0.0.1:{port}",
                    Random(random.random()),
                    user_id=person.user_id,
                    login=person.login,
                    proxy=proxy,
                    # Some sit in front of a page that they don't touch.
                    active=number % 5 != 3,
                )
            )
        slots = asyncio.Semaphore(_SWITCHING_ON_AT_ONCE)

        async def switch_on(device: Device) -> None:
            async with slots:
                await device.switch_on()

        await asyncio.gather(*(switch_on(device) for device in devices))
        return cls(devices, community, size)

    def begin(self) -> None:
        """Let everyone live, and the owners of the private rooms stand at the door."""
        for device in self.devices:
            owner = Owner(device, pause=self._size.pause, stop=self._stop)
            self._living.append(asyncio.create_task(owner.live()))
        for room_id, owner_id in self.community.private.items():
            device = next(one for one in self.devices if one.user_id == owner_id)
            others = [one.user_id for one in self.community.people if one.user_id != owner_id]
            keeper = Doorkeeper(device, room_id, others, pause=self._size.door_pause, stop=self._stop)
            self._living.append(asyncio.create_task(keeper.live()))

    async def calm_down(self) -> None:
        """Let nobody begin anything new, and wait until what was begun has ended. Raises what a deed raised."""
        self._stop.set()
        for device in self.devices:
            device.flowing.set()
            device.clock.offset = 0.0
            device.account.patient = False
            device.account.line.mischief.lose = device.account.line.mischief.double = 0.0
        async with asyncio.timeout(_LAST_DEEDS):
            await asyncio.gather(*self._living)
        for device in self.devices:
            device.account.patient = True

    async def say_goodbye(self, random: Random) -> list[Device]:
        """Switch the devices of some people off for good; returns the ones that stay."""
        leavers = {
            one.user_id for one in random.sample(self.community.people, len(self.community.people) // 4)
        }
        going = [one for one in self.devices if one.user_id in leavers]
        await asyncio.gather(*(one.switch_off() for one in going))
        return [one for one in self.devices if one not in going]

    async def probe(self, staying: list[Device]) -> dict[str, int]:
        """Say one more thing in each room; returns the seqs that everyone has to hear live."""
        seqs = {}
        for room_id in self.community.rooms:
            device = next((one for one in staying if room_id in one.follower.rooms), None)
            if device is None:
                continue
            client_id = device.clock.new_id(device.random)
            sent = Send(client_id, room_id, f"{device.journal.name}/probe/{room_id[-6:]} still there")
            device.journal.sends[client_id] = sent
            await post_message(device, sent)
            if sent.acks:
                seqs[room_id] = sent.acks[0][1]
        return seqs

    async def end(self) -> None:
        """Switch everything off."""
        for task in self._living:
            task.cancel()
        await asyncio.gather(*self._living, return_exceptions=True)
        await asyncio.gather(*(one.switch_off() for one in self.devices), return_exceptions=True)
