"""One WebSocket, from the accepted handshake to the close: what the client says, and how long it may be silent.

No coroutine waits here: thousands of sockets say nothing most of the time, and each would hold a stack for that.
Writing is the hub's affair.
"""

import asyncio
import logging
from typing import assert_never

from django.db import Error as DatabaseError
from django.utils import timezone

from flowchat.chat.accounts.tokens import AccessClaims, read_repeated_token
from flowchat.chat.errors import SignedOut
from flowchat.chat.gateway import limits
from flowchat.chat.gateway.door import Found, Knock
from flowchat.chat.gateway.frames import (
    Authenticate,
    Authenticated,
    ClientHeartbeat,
    ClientTyping,
    Encoded,
    read_client_frame,
)
from flowchat.chat.gateway.limits import CloseCode, TokenBucket
from flowchat.chat.gateway.lines import Line
from flowchat.chat.gateway.lobby import LINGER_CLOSED, LINGER_LOST, Lobby
from flowchat.chat.gateway.measures import began, ended
from flowchat.chat.gateway.people import Connection
from flowchat.chat.gateway.queries import Admission

logger = logging.getLogger(__name__)

CLEAN_CODES = (1000, 1001, 1005)
"""Closed on purpose, by leaving the page, or without saying why (RFC 6455 section 7.4.1); 1006 is a lost connection."""
NEVER = float("inf")


class Over(Exception):
    """The conversation ends; `code` is for the close frame."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Socket:
    """One client's socket: the `Listener` of its line."""

    __slots__ = (
        "_bucket",
        "_connection",
        "_is_over",
        "_knock",
        "_late",
        "_line",
        "_lobby",
        "_token_ends",
        "_unheard",
        "deadline",
    )

    def __init__(self, lobby: Lobby, line: Line) -> None:
        self._lobby = lobby
        self._line = line
        self._bucket = TokenBucket(
            burst=limits.FRAMES_AT_ONCE, per_second=limits.FRAMES_PER_SECOND, clock=lobby.clock
        )
        self._connection: Connection | None = None
        self._knock: Knock | None = None
        self._unheard: list[str | None] | None = None
        """What was said while the answer to an authenticate was awaited."""
        self._is_over = False
        self._token_ends = NEVER
        self._late = CloseCode.SILENT
        self.deadline = lobby.clock() + limits.AUTHENTICATE_SECONDS
        began()
        lobby.watch.add(self)

    # ---- what the client does

    def heard(self, text: str | None) -> None:
        """Take a frame. While the answer to an earlier one is awaited it waits too."""
        if self._is_over:
            return
        try:
            self._check(text)
            if self._knock is None:
                self._obey(text)
            else:
                self._unheard = [*(self._unheard or ()), text]
        except Over as over:
            self._close(over.code)

    def left(self, code: int) -> None:
        """The client is gone."""
        self._end(code, linger=LINGER_CLOSED if code in CLEAN_CODES else LINGER_LOST)

    def expire(self) -> None:
        """The time is up in which something had to come."""
        self._close(self._code_or(self._late))

    def _check(self, text: str | None) -> None:
        if not self._bucket.take():
            raise Over(CloseCode.TOO_MANY_FRAMES)
        if text is None:
            raise Over(CloseCode.NOT_UNDERSTOOD)
        # No character takes less than a byte, and most frames are far from the limit.
        if len(text) > limits.FRAME_BYTES // 4 and len(text.encode()) > limits.FRAME_BYTES:
            raise Over(CloseCode.TOO_LARGE)

    def _obey(self, text: str | None) -> None:
        try:
            frame = read_client_frame(text or "")
        except ValueError as error:
            raise Over(CloseCode.NOT_UNDERSTOOD) from error
        if isinstance(frame, Authenticate):
            self._authenticate(frame)
            return
        if self._connection is None:
            raise Over(CloseCode.NOT_UNDERSTOOD)
        match frame:
            case ClientHeartbeat():
                self._lobby.beat(self._connection, active=frame.active)
            case ClientTyping():
                self._lobby.typing(self._connection, frame.room_id, typing=frame.typing)
            case _:
                assert_never(frame)
        self._listen_on()

    # ---- who it is

    def _authenticate(self, frame: Authenticate) -> None:
        try:
            claims = read_repeated_token(frame.token)
        except SignedOut as error:
            raise Over(CloseCode.REFUSED) from error
        # The client said its part. How long the answer takes is ours: a queue of ours must not count as its silence,
        # or everybody in it is sent away at the same moment, and comes back to its end.
        self.deadline = NEVER
        self._token_ends = self._lobby.clock() + (claims.expires_at - timezone.now()).total_seconds()
        self._knock = Knock(claims, self._answer, enters=self._connection is None)
        if self._connection is None:
            self._connection = self._enter(claims, notices_only=frame.notices_only)
        elif claims.user_id != self._connection.person.user_id:
            raise Over(CloseCode.REFUSED)
        else:
            # Before the session is looked at: news of its end then finds this connection.
            self._connection.session_id = claims.session_id
        self._lobby.door.ask(self._knock)

    def _enter(self, claims: AccessClaims, *, notices_only: bool) -> Connection:
        """Be known before anything is read: news in between then finds this connection, as above."""
        person = self._lobby.hub.register(claims.user_id)
        connection = Connection(
            person=person,
            session_id=claims.session_id,
            line=self._line,
            interrupt=self._interrupt,
            notices_only=notices_only,
        )
        person.connections[connection.id] = connection
        return connection

    def _answer(self, knock: Knock, answer: Found) -> None:
        """Go on with what the door found out."""
        connection, self._knock = self._connection, None
        if connection is None:
            return
        if isinstance(answer, DatabaseError):
            logger.warning("A socket could not be authenticated: %s", type(answer).__name__)
            self._close(CloseCode.TRY_LATER)
        elif isinstance(answer, Exception):
            self._close(CloseCode.TRY_LATER)
        elif answer is None or connection.code is not None:
            self._close(self._code_or(CloseCode.REFUSED))
        else:
            self._go_on(connection, knock, answer)

    def _go_on(self, connection: Connection, knock: Knock, admission: Admission) -> None:
        if knock.enters:
            self._lobby.admit(connection, admission, knock.claims.expires_at)
        else:
            connection.write(Encoded(Authenticated(expires_at=knock.claims.expires_at)))
        self._listen_on()
        unheard, self._unheard = self._unheard or [], None
        for index, text in enumerate(unheard):
            if self._is_over:
                return
            if self._knock is not None:
                self._unheard = unheard[index:]
                return
            try:
                self._obey(text)
            except Over as over:
                self._close(over.code)

    def _listen_on(self) -> None:
        """A frame came: wait for the next, but not past the end of the token."""
        silent = self._lobby.clock() + limits.SILENCE_SECONDS
        self._late = CloseCode.REFUSED if self._token_ends <= silent else CloseCode.SILENT
        self.deadline = min(silent, self._token_ends)

    # ---- the end

    def _interrupt(self) -> None:
        """The connection was ended from elsewhere. Not from here at once: whoever ends it may be in the midst of all
        the others.
        """
        asyncio.get_running_loop().call_soon(self._close_as_told)

    def _close_as_told(self) -> None:
        self._close(self._code_or(CloseCode.REFUSED))

    def _code_or(self, code: int) -> int:
        """Return the code with which the connection was ended from elsewhere, if it was."""
        given = self._connection.code if self._connection is not None else None
        return given or code

    def _close(self, code: int) -> None:
        if self._end(code, linger=0):
            self._line.close(code)

    def _end(self, code: int, *, linger: float) -> bool:
        """Let go of everything, once; False when that was done before."""
        if self._is_over:
            return False
        self._is_over = True
        self._lobby.watch.discard(self)
        ended(code)
        if self._knock is not None:
            # Where thousands come back at once and some lose patience, work for those who are gone would keep the
            # others waiting.
            self._knock.is_wanted = False
            self._knock = None
        self._unheard = None
        connection, self._connection = self._connection, None
        if connection is not None:
            self._lobby.part(connection, linger=linger)
        return True
