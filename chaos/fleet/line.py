"""A device's way to the server over HTTP, on which answers get lost and requests arrive twice."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import httpx

from chaos.fleet.journal import Journal, Json

PATIENCE = 4.0
"""Seconds until a device takes an answer for lost."""
_TLS = httpx.create_ssl_context(verify=False)
"""Nothing here speaks TLS; made once, because making one takes longer than many requests."""


class Lost(Exception):
    """No answer came: the request may have been carried out or not."""


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    body: Any
    retry_after: float = 0.0

    @property
    def good(self) -> bool:
        """Was it done?"""
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The code of a refusal."""
        if isinstance(self.body, dict):
            return str(self.body.get("error", {}).get("code", ""))
        return ""

    @property
    def passing(self) -> bool:
        """Is it worth trying again?"""
        return self.status in (429, 502, 503, 504)


@dataclass
class Mischief:
    """What the network does to this device's requests, as shares of one."""

    lose: float = 0.0
    double: float = 0.0


class Line:
    """HTTP of one device. `url` is the server, or what stands between."""

    def __init__(self, url: str, journal: Journal, random: Random, *, patience: float = PATIENCE) -> None:
        self.mischief = Mischief()
        self._journal = journal
        self._random = random
        transport = httpx.AsyncHTTPTransport(verify=_TLS, limits=httpx.Limits(keepalive_expiry=4.0))
        self._http = httpx.AsyncClient(base_url=url, transport=transport, timeout=patience, trust_env=False)

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def ask(
        self, method: str, path: str, *, access: str = "", body: Json | None = None, file: bytes | None = None
    ) -> Answer:
        """Make one request. Raises Lost; an answer 500, one that is no JSON, and a 503 that does not say when to come
        back are oddities as well.
        """
        headers = {"Authorization": f"Bearer {access}"} if access else {}
        files = {"file": ("log.txt", file, "text/plain")} if file is not None else None
        request = self._http.build_request(method, f"/api/{path}", json=body, files=files, headers=headers)
        await request.aread()
        try:
            answer = self._read(request, await self._carry(request))
        except (httpx.HTTPError, OSError) as error:
            self._count(0)
            raise Lost from error
        if self._random.random() < self.mischief.lose:
            self._count(0)
            raise Lost
        self._count(answer.status)
        return answer

    async def fetch_file(self, file_id: str, access: str) -> bytes | None:
        """Return the bytes of a file, or None."""
        try:
            headers: Mapping[str, str] = {"Authorization": f"Bearer {access}"}
            response = await self._http.get(f"/api/files/{file_id}/", headers=headers)
        except httpx.HTTPError:
            return None
        return response.content if response.status_code == 200 else None

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        if self._random.random() >= self.mischief.double:
            return await self._http.send(request)
        # The request arrives twice, at the same time and on two connections, and the device hears one of the answers.
        twin = httpx.Request(
            request.method, request.url, headers=request.headers.copy(), content=request.content
        )
        told = await asyncio.gather(self._http.send(request), self._http.send(twin), return_exceptions=True)
        chosen = told[self._random.randrange(2)]
        if isinstance(chosen, BaseException):
            raise chosen
        return chosen

    def _read(self, request: httpx.Request, response: httpx.Response) -> Answer:
        where = f"{request.method} {request.url.path}"
        if response.status_code == 500:
            self._journal.oddities.append(f"{where} answered 500 ({response.headers.get('x-request-id')})")
        if response.status_code == 503 and not response.headers.get("retry-after"):
            self._journal.oddities.append(f"{where} answered 503 and not when to try again")
        try:
            body = response.json() if response.content else None
        except ValueError:
            self._journal.oddities.append(f"{where} answered {response.status_code} without JSON")
            body = None
        retry_after = response.headers.get("retry-after", "")
        return Answer(response.status_code, body, float(retry_after) if retry_after.isdecimal() else 0.0)

    def _count(self, status: int) -> None:
        self._journal.answers[status] = self._journal.answers.get(status, 0) + 1
