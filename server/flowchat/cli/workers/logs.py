"""Gunicorn's own lines, in FlowChat's form."""

import logging

from gunicorn.config import Config
from gunicorn.glogging import Logger as GunicornLogger

from flowchat.config import env
from flowchat.config.logs import configure


class Logger(GunicornLogger):
    """Writes where everything else is written. What Gunicorn says of an ordinary day (each start, each signal) is left
    out: the worker and the parent say themselves what an operator wants to know.
    """

    def setup(self, cfg: Config) -> None:
        """Set FlowChat's logging up; workers inherit it."""
        self.cfg = cfg
        self._access_log_enabled = False
        environment = env.load()
        configure(environment.log, debug=environment.debug)
        self.error_log.propagate = True
        self.error_log.setLevel(logging.INFO if environment.debug else logging.WARNING)
