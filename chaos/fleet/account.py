"""A signed-in device: its tokens, and requests that outlive them."""

import asyncio
from random import Random

from chaos.fleet.journal import Journal, Json
from chaos.fleet.line import PATIENCE, Answer, Line, Lost

PASSWORD = "correct horse battery"
_FOR_EVER = 100


class Account:
    """Requests of one person from one device."""

    def __init__(
        self, url: str, journal: Journal, random: Random, *, login: str, patience: float = PATIENCE
    ) -> None:
        self.journal = journal
        self.line = Line(url, journal, random, patience=patience)
        self.access = ""
        self.patient = True
        """Is it worth trying again? At the end of a run it is not: what was not answered stays unanswered."""
        self._login = login

    async def sign_in(self) -> None:
        """Open a session of this device's own; tries for as long as it takes."""
        while True:
            try:
                answer = await self.line.ask(
                    "POST", "auth/login/", body={"login": self._login, "password": PASSWORD}
                )
            except Lost:
                answer = Answer(0, None)
            if answer.good:
                self.access = answer.body["access"]
                return
            await asyncio.sleep(max(0.3, answer.retry_after))

    async def ask(
        self, method: str, path: str, body: Json | None = None, *, file: bytes | None = None
    ) -> Answer:
        """Make one request; with a fresh token if the server asks for one. Raises Lost."""
        answer = await self.line.ask(method, path, access=self.access, body=body, file=file)
        if answer.status != 401:
            return answer
        await self.refresh()
        return await self.line.ask(method, path, access=self.access, body=body, file=file)

    async def insist(
        self, method: str, path: str, body: Json | None = None, *, tries: int = _FOR_EVER
    ) -> Answer:
        """Make a request until it is answered by more than "try again". Raises Lost after that many tries."""
        for turn in range(tries):
            try:
                answer = await self.ask(method, path, body)
            except Lost:
                answer = Answer(0, None)
            if answer.status and not answer.passing:
                return answer
            if tries < _FOR_EVER and not self.patient:
                break
            await asyncio.sleep(max(min(2.0, 0.1 * 2**turn), answer.retry_after))
        raise Lost

    async def refresh(self) -> None:
        """Trade the cookie for a new access token, or sign in again when the session is over. Raises Lost."""
        answer = await self.line.ask("POST", "auth/refresh/")
        if answer.good:
            self.access = answer.body["access"]
        elif answer.status in (401, 403):
            self.journal.oddities.append(f"the session ended: refresh answered {answer.status} {answer.code}")
            await self.sign_in()
