"""The bridge over a real server, and Django's own WSGI handler to compare it with."""

from collections.abc import Iterator

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from flowchat.chat.gateway.tests.harness import RunningServer, running_server


@pytest.fixture
def server(transactional_db: None) -> Iterator[RunningServer]:
    with override_settings(ROOT_URLCONF="flowchat.http.tests.urls"), running_server() as running:
        yield running


@pytest.fixture
def bridge(server: RunningServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.http, timeout=30) as client:
        yield client


@pytest.fixture(params=["bridge", "wsgi"])
def either(request: pytest.FixtureRequest, server: RunningServer) -> Iterator[httpx.Client]:
    """What Django does under WSGI, the bridge does too."""
    wsgi = httpx.WSGITransport(WSGIHandler(), raise_app_exceptions=False, remote_addr="127.0.0.1")
    transport = wsgi if request.param == "wsgi" else None
    with httpx.Client(base_url=server.http, transport=transport, timeout=30) as client:
        yield client
