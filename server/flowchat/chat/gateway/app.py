"""The ASGI application behind `/ws/`."""

from flowchat.chat.gateway.lines import line_for
from flowchat.chat.gateway.lobby import Lobby
from flowchat.chat.gateway.origin import may_connect
from flowchat.chat.gateway.socket import Socket
from flowchat.http.asgi import Receive, Scope, Send
from flowchat.http.pool import WorkerPool

PATHS = ("/ws/", "/ws")


class Gateway:
    """Every WebSocket of this process. `start` and `stop` belong to the server's lifespan."""

    def __init__(self, pool: WorkerPool) -> None:
        self.lobby = Lobby(pool)

    async def start(self) -> None:
        """Begin to listen."""
        self.lobby.start()

    async def stop(self) -> None:
        """Stop; the sockets were closed by the server before."""
        await self.lobby.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one handshake, or refuse it: a close before the accept is an HTTP 403 (ASGI specification)."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if path not in PATHS or not may_connect(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        self.lobby.start()  # a server without lifespan support never called `start`
        if (await receive())["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
            line = line_for(scope, receive, send)
            await line.attend(Socket(self.lobby, line), self.lobby.turn)
