"""A connection to Firestore that breaks at a chosen place."""

from collections.abc import Sequence

from flowchat.chat.adapters.firebase.documents import Document
from flowchat.chat.adapters.firebase.store import Store
from flowchat.chat.adapters.firebase.target import connect
from flowchat.chat.mirroring.port import Unreachable


class FailingStore(Store):
    """Lets so many commits through and none after that."""

    def __init__(self, commits: int) -> None:
        super().__init__(connect)
        self._left = commits

    def commit(self, batch: Sequence[tuple[str, Document | None]]) -> None:
        if not self._left:
            raise Unreachable("this test's connection")
        self._left -= 1
        super().commit(batch)
