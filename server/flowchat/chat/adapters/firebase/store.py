"""Firestore, for one thread: writing in order and in batches, reading by pages."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from google.api_core.exceptions import GoogleAPIError, InvalidArgument
from google.auth.exceptions import GoogleAuthError
from google.cloud.firestore import Client, DocumentReference, Query
from google.cloud.firestore_v1.base_query import FieldFilter

from flowchat.chat.adapters.firebase.documents import Document, size_of
from flowchat.chat.mirroring.port import Unreachable

logger = logging.getLogger(__name__)

T = TypeVar("T")

WRITES_AT_ONCE = 400
_BYTES_AT_ONCE = 4_000_000
"""A commit may have 500 writes and 10 MiB."""
_SECONDS = 20.0
"""For one call. A commit that comes later than this is refused there, so it can't overtake much."""
_ID = "__name__"


class Store:
    """One connection to Firestore, made anew after each failure: a channel's own pauses grow to minutes."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._client: Client | None = None

    def write(self, documents: Mapping[str, Document | None]) -> None:
        """Put documents to their paths, or delete where there is None, in this order. Raises Unreachable.

        Up to WRITES_AT_ONCE of them appear together; of more, the later ones never before the earlier ones.
        """
        for batch in _batches(documents):
            try:
                self.commit(batch)
            except InvalidArgument:
                self._write_each(batch)

    def _write_each(self, batch: Sequence[tuple[str, Document | None]]) -> None:
        """One document that Firestore will never take must not hold up all others; browsers ask the API for it."""
        for one in batch:
            try:
                self.commit([one])
            except InvalidArgument as error:
                logger.error("Firestore refuses %s: %s", one[0], str(error).partition("\n")[0][:200])

    def commit(self, batch: Sequence[tuple[str, Document | None]]) -> None:
        """Write some documents so that all of them appear together. Raises Unreachable, or InvalidArgument."""

        def commit(client: Client) -> None:
            writes = client.batch()
            for path, document in batch:
                if document is None:
                    writes.delete(client.document(path))
                else:
                    writes.set(client.document(path), document)
            writes.commit(retry=None, timeout=_SECONDS)

        self._call(commit)

    def read(
        self, collection: str, *, after: str = "", up_to: str | None = None, limit: int | None = None
    ) -> dict[str, Document]:
        """Return the documents of a collection whose ids are after `after` and up to `up_to`, by id."""

        def read(client: Client) -> dict[str, Document]:
            found = client.collection(collection)
            query: Query = found.order_by(_ID)
            if after:
                query = query.where(filter=FieldFilter(_ID, ">", found.document(after)))
            if up_to is not None:
                query = query.where(filter=FieldFilter(_ID, "<=", found.document(up_to)))
            if limit is not None:
                query = query.limit(limit)
            return {one.id: one.to_dict() or {} for one in query.stream(retry=None, timeout=_SECONDS)}

        return self._call(read)

    def ids(self, collection: str, *, limit: int) -> list[str]:
        """Return the first ids of a collection."""

        def read(client: Client) -> list[str]:
            query = client.collection(collection).select([]).limit(limit)
            return [one.id for one in query.stream(retry=None, timeout=_SECONDS)]

        return self._call(read)

    def collections(self) -> list[str]:
        """Return the names of all collections at the top."""
        return self._call(lambda client: [one.id for one in client.collections(retry=None, timeout=_SECONDS)])

    def parents(self, collection: str) -> list[str]:
        """Return the ids in a collection, also of documents that are only paths to others."""

        def read(client: Client) -> list[str]:
            found = client.collection(collection).list_documents(retry=None, timeout=_SECONDS)
            return [one.id for one in found]

        return self._call(read)

    def answer(self, path: str) -> None:
        """Ask for one document, whether it is there or not. Raises Unreachable."""

        def ask(client: Client) -> None:
            reference: DocumentReference = client.document(path)
            reference.get(retry=None, timeout=_SECONDS)

        self._call(ask)

    def close(self) -> None:
        """Let go of the connection."""
        self._client = None

    def _call(self, deed: Callable[[Client], T]) -> T:
        try:
            if self._client is None:
                self._client = self._connect()
            return deed(self._client)
        except InvalidArgument:
            raise
        except (GoogleAPIError, GoogleAuthError, OSError) as error:
            self.close()
            said = str(error).partition("\n")[0][:200]
            raise Unreachable(f"Firestore ({type(error).__name__}: {said})") from error


def _batches(documents: Mapping[str, Document | None]) -> Iterator[list[tuple[str, Document | None]]]:
    batch: list[tuple[str, Document | None]] = []
    size = 0
    for path, document in documents.items():
        more = size_of(document)
        if batch and (len(batch) == WRITES_AT_ONCE or size + more > _BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append((path, document))
        size += more
    if batch:
        yield batch
