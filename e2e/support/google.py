"""What Google's services hold, read past the rules, as an administrator may."""

from typing import Any, Self

import httpx

from e2e.support.firebase import FirebaseStandIns


class Google:
    """Firestore and the Realtime Database of the stand-ins, for a `with` block."""

    def __init__(self, stand_ins: FirebaseStandIns) -> None:
        root = f"projects/{stand_ins.project_id}/databases/(default)/documents"
        self._documents = f"http://{stand_ins.firestore}/v1/{root}"
        self._database = f"http://{stand_ins.database}"
        self._namespace = f"{stand_ins.project_id}-default-rtdb"
        self._http = httpx.Client(headers={"Authorization": "Bearer owner"}, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def documents(self, collection: str) -> list[dict[str, Any]]:
        """Return the fields of every document of a collection."""
        answer = self._http.get(f"{self._documents}/{collection}", params={"pageSize": 300})
        answer.raise_for_status()
        return [plain(one.get("fields", {})) for one in answer.json().get("documents", [])]

    def connections(self, user_id: str) -> dict[str, Any]:
        """Return the pages that stand for somebody in the Realtime Database."""
        address = f"{self._database}/status/{user_id}/connections.json"
        answer = self._http.get(address, params={"ns": self._namespace})
        answer.raise_for_status()
        found: dict[str, Any] | None = answer.json()
        return found or {}


def plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Return Firestore's typed values without their types, as far as the stories look at them."""
    return {name: next(iter(value.values())) for name, value in fields.items()}
