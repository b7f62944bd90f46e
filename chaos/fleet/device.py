"""One device: a page of the browser's, with its socket, its streams and its way back after everything."""

import asyncio
import contextlib
import json
from random import Random

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from chaos.fleet.account import Account
from chaos.fleet.clock import Clock
from chaos.fleet.follower import Follower
from chaos.fleet.journal import Journal, Json
from chaos.fleet.line import Lost
from chaos.fleet.presence import PresenceView
from chaos.stack.proxy import Proxy

HEARTBEAT = 10.0
SILENCE = 25.0
_READY = 5.0
_TRY_AGAIN = 0.3


class Device:
    """Connects, follows, catches up, and connects again, until it is switched off."""

    def __init__(
        self,
        name: str,
        url: str,
        random: Random,
        *,
        user_id: str,
        login: str,
        proxy: Proxy | None,
        active: bool,
    ) -> None:
        self.journal = Journal(name, user_id)
        self.account = Account(url, self.journal, random, login=login)
        self.follower = Follower(self.journal)
        self.presence = PresenceView()
        self.clock = Clock()
        self.random = random
        self.proxy = proxy
        self.active = active
        self.connected = False
        self.flowing = asyncio.Event()
        """Cleared while this device doesn't read its socket."""
        self.flowing.set()
        self._url = url
        self._socket: ClientConnection | None = None
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def user_id(self) -> str:
        """Whose device it is."""
        return self.journal.user_id

    # ---- on and off

    async def switch_on(self) -> None:
        """Sign in, load what is there, and stay connected from now on."""
        await self.account.sign_in()
        self.follower.begin((await self.account.insist("GET", "bootstrap/")).body)
        self._tasks = [asyncio.create_task(self._stay_connected()), asyncio.create_task(self._mend())]

    async def switch_off(self) -> None:
        """Close the page."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.hang_up()
        await self.account.line.close()

    async def hang_up(self) -> None:
        """Close the socket; whoever is not switched off comes back by themselves."""
        self.connected = False
        if self._socket is not None:
            with contextlib.suppress(WebSocketException, OSError, TimeoutError):
                await asyncio.wait_for(self._socket.close(), 1)

    # ---- the socket

    async def _stay_connected(self) -> None:
        wait = 0.2
        while True:
            with contextlib.suppress(WebSocketException, OSError, TimeoutError, Lost):
                async with connect(
                    self._url.replace("http", "ws", 1) + "/ws/",
                    origin=Origin(self._url),
                    open_timeout=_READY,
                    close_timeout=1,
                    max_queue=8,
                    compression=None,
                    proxy=None,
                    ping_interval=None,
                ) as socket:
                    await self._talk(socket)
                    wait = 0.2
            self.connected = False
            self.presence.forget()
            await asyncio.sleep(wait * self.random.uniform(0.5, 1))
            wait = min(2.0, wait * 2)

    async def _talk(self, socket: ClientConnection) -> None:
        self._socket = socket
        beating: asyncio.Task[None] | None = None
        try:
            await socket.send(json.dumps({"type": "authenticate", "token": self.account.access}))
            async with asyncio.timeout(_READY):
                self._begin(json.loads(await socket.recv()))
            beating = asyncio.create_task(self._beat(socket))
            while True:
                async with asyncio.timeout(SILENCE):
                    frame: Json = json.loads(await socket.recv())
                await self.flowing.wait()
                self._hear(frame)
        except ConnectionClosed as closed:
            await self._obey(closed.rcvd.code if closed.rcvd else 1006)
        finally:
            if beating:
                beating.cancel()

    async def _obey(self, code: int) -> None:
        """Do what the protocol asks of a client for a close code. Raises Lost."""
        if code in (4400, 1002, 1007, 1009, 1011):
            self.journal.oddities.append(f"the server closed the socket with {code}")
        if code == 4401:
            await self.account.refresh()

    def _begin(self, ready: Json) -> None:
        if ready["type"] != "ready":
            raise ConnectionError(ready["type"])
        self.connected = True
        self.journal.sockets += 1
        self.presence.begin(ready)
        self._expect(ready["heads"])

    def _hear(self, frame: Json) -> None:
        match frame["type"]:
            case "event":
                self.journal.hear(frame)
                self.follower.hear(frame)
                if self.follower.behind() or self.follower.asked():
                    self._news.set()
            case "heartbeat":
                self._expect(frame["heads"])
            case "presence":
                self.presence.take(frame)

    def _expect(self, heads: dict[str, int]) -> None:
        for stream, head in heads.items():
            self.follower.expect(stream, head)
        self._news.set()

    async def _beat(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await socket.send(json.dumps({"type": "heartbeat", "active": self.active}))
                await asyncio.sleep(HEARTBEAT)

    # ---- what is missing

    async def _mend(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            # An announcement that crossed another on its way is here in a moment.
            await asyncio.sleep(0.1)
            try:
                for stream in self.follower.behind():
                    await self._sync(stream)
                for room_id in self.follower.asked():
                    await self._look_at(room_id)
            except Lost:
                await asyncio.sleep(_TRY_AGAIN)
            if self.follower.behind() or self.follower.asked():
                self._news.set()

    async def _sync(self, stream: str) -> None:
        after = self.follower.position(stream)
        answer = await self.account.ask("GET", f"sync/?stream={stream}&after={after}")
        if answer.status == 404:
            # Not ours any more; our own stream says so, if it has not yet been heard.
            await self._sync(f"user.{self.user_id}")
        elif not answer.good:
            await asyncio.sleep(max(_TRY_AGAIN, answer.retry_after))
        elif answer.body["reset"]:
            self.follower.went_back(stream, answer.body["head"])
        else:
            events = answer.body["events"]
            self.journal.fetch(stream, [one["seq"] for one in events], answer.body["head"])
            for envelope in events:
                self.follower.hear(envelope)

    async def _look_at(self, room_id: str) -> None:
        answer = await self.account.ask("GET", f"rooms/{room_id}/")
        if answer.good and answer.body["role"] is not None:
            self.follower.look_at(answer.body)
        elif answer.status == 404:
            await self._sync(f"user.{self.user_id}")
        else:
            await asyncio.sleep(max(_TRY_AGAIN, answer.retry_after))
