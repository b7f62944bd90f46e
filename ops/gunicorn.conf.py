# ruff: noqa: INP001 - no package: Gunicorn reads it by its path
"""Gunicorn's settings, for `gunicorn -c ops/gunicorn.conf.py --workers 2 flowchat.config.asgi:application`.

An installed package has no such folder (`-c python:flowchat.config.gunicorn`), so they are set in
server/flowchat/config/gunicorn.py, each with its whole reason, and only told here:

timeout = 30                    Seconds without a sign of life until a worker is replaced. More than a VM's pause.
graceful_timeout = 30           Seconds for a worker to leave: 5 for its sockets, 15 for requests, 10 for the rest.
                                Platforms send SIGKILL after 30.
backlog = 2048                  Connections that wait to be taken: all clients, when they come back at once.
max_requests = 0                No worker is replaced for its age: that would send hundreds of sockets away.
preload_app = False             Threads and connections don't survive a fork. It costs 60 MB a worker.
reuse_port = False              One queue for all workers: nothing of a dead worker's is lost.
control_socket_disable = True   Signals are enough.
accesslog = None                Addresses hold the tokens of one-time links.
"""

from flowchat.config.gunicorn import *  # noqa: F403 - Gunicorn reads the names of this file
