"""The server's one ASGI application, for uvicorn or any other ASGI server."""

import os

import django

from flowchat.http.asgi import Application


def make_application() -> Application:
    """Set Django up, then make the application: its modules import models."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowchat.config.settings")
    django.setup()

    from flowchat.config.application import FlowChat

    return FlowChat()


application = make_application()
