"""What Gunicorn serves, and with which settings."""

from collections.abc import Callable, Sequence
from importlib import import_module

from gunicorn.app.base import BaseApplication

from flowchat.http.asgi import Application as ASGIApplication


class Application(BaseApplication):
    """FlowChat on sockets that are bound already, with the settings of `flowchat.config.gunicorn`."""

    def __init__(self, sockets: Sequence[int], workers: int, on_ready: Callable[[], None]) -> None:
        """`sockets` are file descriptors; `on_ready` is called in the first worker when it serves."""
        self._binds = [f"fd://{number}" for number in sockets]
        self._workers = workers
        self.on_ready = on_ready
        super().__init__()

    def load_config(self) -> None:
        """Take the settings from the file that documents them."""
        for name, value in vars(import_module("flowchat.config.gunicorn")).items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)
        self.cfg.set("bind", self._binds)
        self.cfg.set("workers", self._workers)

    def load(self) -> ASGIApplication:
        """Import the application; called in each worker, after the fork."""
        from flowchat.config.asgi import application

        return application
