"""A connection to PostgreSQL that the event loop works with by itself, one question after the other.

A thread that waits for the database costs two changes of threads for each question, and fights with the loop for the
interpreter. Here the question is written when it is asked, and the loop is woken once, by the answer.
"""

import asyncio
import os
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import errors
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

Row = tuple[bytes | None, ...]

_GOOD = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_NOT_OURS = ("cursor_factory", "context", "prepare_threshold", "server_side_binding")
"""What Django says of its own connections."""


class Line:
    """Asks one statement at a time, each in a transaction of its own. The connection is made with the first question,
    and anew after one that was lost or failed. Use it on one event loop.
    """

    def __init__(self) -> None:
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._socket = -1
        self._prepared: dict[str, bytes] = {}
        self._results: list[PGresult] = []
        self._answer: asyncio.Future[list[PGresult]] | None = None

    @property
    def is_open(self) -> bool:
        """Is there a connection?"""
        return self._connection is not None

    async def ask(self, statement: str, values: Sequence[str], *, prepare: bool) -> list[Row]:
        """Return the rows, once everything is committed. `statement` names its values `$1`, `$2` and so on.

        Raises psycopg.Error. When the connection is lost meanwhile nobody knows whether it was done.
        """
        if self._answer is not None:
            raise RuntimeError("A line carries one question at a time.")
        try:
            return await self._ask(statement, [_as_value(value) for value in values], prepare=prepare)
        except BaseException:
            # A question that was called off is still on its way, and after an error a new connection is the simplest
            # thing to trust.
            self._drop()
            raise

    async def close(self) -> None:
        """Let go of the connection."""
        self._drop()

    async def _ask(self, statement: str, values: Sequence[bytes], *, prepare: bool) -> list[Row]:
        pgconn = self._connection.pgconn if self._connection is not None else await self._open()
        if not prepare:
            pgconn.send_query_params(statement.encode(), values)
        else:
            if (name := self._prepared.get(statement)) is None:
                name = b"line_%d" % len(self._prepared)
                pgconn.send_prepare(name, statement.encode())
                await self._wait(pgconn)
                self._prepared[statement] = name
            pgconn.send_query_prepared(name, values)
        # The last thing before the next question: only then a transaction of its own is over. An error at the commit
        # follows what looked like success.
        return _rows_of(await self._wait(pgconn))

    async def _open(self) -> PGconn:
        known = connections[DEFAULT_DB_ALIAS].get_connection_params()
        told = {name: value for name, value in known.items() if name not in _NOT_OURS}
        made = await psycopg.AsyncConnection.connect(autocommit=True, **told)
        pgconn = made.pgconn
        pgconn.nonblocking = 1
        self._connection, self._prepared = made, {}
        # Our own name for it: libpq closes its own when the connection is lost, and a thread may get the number again
        # before the loop has forgotten it.
        self._socket = os.dup(pgconn.socket)
        asyncio.get_running_loop().add_reader(self._socket, self._read, pgconn)
        return pgconn

    async def _wait(self, pgconn: PGconn) -> list[PGresult]:
        """Wait for all results of what was sent. Raises the first error among them."""
        self._results = []
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self._write(pgconn)
            results = await self._answer
        finally:
            self._answer = None
        for result in results:
            if result.status not in _GOOD:
                raise _error_of(result)
        return results

    # ---- what the loop calls

    def _write(self, pgconn: PGconn) -> None:
        loop = asyncio.get_running_loop()
        if pgconn.flush():
            loop.add_writer(self._socket, self._write_on, pgconn)
        else:
            loop.remove_writer(self._socket)

    def _write_on(self, pgconn: PGconn) -> None:
        try:
            self._write(pgconn)
        except psycopg.Error as error:
            self._lose(error)

    def _read(self, pgconn: PGconn) -> None:
        try:
            pgconn.consume_input()
            if self._answer is None:
                return  # a notice, or the last words of a server that stops
            while not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    self._end()
                    return
                self._results.append(result)
        except psycopg.Error as error:
            self._lose(error)

    def _end(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(self._results)

    def _lose(self, error: psycopg.Error) -> None:
        self._drop()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def _drop(self) -> None:
        made, self._connection = self._connection, None
        if made is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._socket)
        loop.remove_writer(self._socket)
        os.close(self._socket)
        made.pgconn.finish()


def _as_value(text: str) -> bytes:
    value = text.encode()
    if 0 in value:
        # To libpq it would be the end of the value.
        raise psycopg.DataError("A text can't hold NUL.")
    return value


def _rows_of(results: Sequence[PGresult]) -> list[Row]:
    return [
        tuple(result.get_value(row, column) for column in range(result.nfields))
        for result in results
        for row in range(result.ntuples)
    ]


def _error_of(result: PGresult) -> psycopg.Error:
    """Return the error as psycopg names it. Without PostgreSQL's own words: they may quote what was said."""
    state = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode()
    try:
        return errors.lookup(state)(f"PostgreSQL refused ({state}).")
    except KeyError:
        return psycopg.DatabaseError(f"PostgreSQL refused ({state}).")
