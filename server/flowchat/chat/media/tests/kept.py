"""Files that are kept already, for tests of what comes after."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.test import Client

from flowchat.chat.accounts.api import cookies
from flowchat.chat.accounts.models import Session, User
from flowchat.chat.accounts.tokens import seal_files_key
from flowchat.chat.events.objects import Message
from flowchat.chat.gateway.tests.harness import sign_in
from flowchat.chat.ids import new_id
from flowchat.chat.media.models import FileKind, StoredFile, Upload
from flowchat.chat.media.storage import get_storage
from flowchat.chat.messaging.actions import NewMessage, send_message
from flowchat.chat.rooms.access import member_of
from flowchat.chat.rooms.models import Room


def keep_file(content: bytes, *, kind: str = FileKind.FILE, content_type: str = "text/plain") -> StoredFile:
    """Hand bytes to the storage and note it, as the pipeline does after its checks."""
    storage = get_storage()
    file = StoredFile(
        storage=storage.name,
        kind=kind,
        content_type=content_type,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )
    found = storage.keep(_on_disk(content), key=f"{file.id.hex[:2]}/{file.id}", content_type=content_type)
    file.key, file.url = found.key, found.url
    file.save(force_insert=True)
    return file


def keep_size(file: StoredFile, size: str, content: bytes) -> None:
    """Keep a smaller copy of a picture."""
    kept = get_storage().keep(_on_disk(content), key=f"{file.key}.{size}", content_type="image/webp")
    file.sizes[size] = {"key": kept.key, "size": len(content), "content_type": "image/webp"}
    file.save(update_fields=["sizes"])


def bring(owner: User, content: bytes = b"a file", *, name: str = "notes.txt", **fields: Any) -> Upload:
    """An upload that nothing names yet."""
    file = keep_file(content, **fields)
    return Upload.objects.create(owner=owner, name=name, length=len(content), file=file)


def send_file(sender: User, room: Room, upload: Upload) -> Message:
    """Send a message with it."""
    new = NewMessage(client_id=new_id(), text="", upload_ids=[upload.id])
    return send_message(sender=member_of(sender, room.id), new=new).message


def browser_of(user: User, session: Session | None = None) -> Client:
    """What an <img> sends: the cookie and no token."""
    client = Client()
    client.cookies[cookies.FILES_NAME] = seal_files_key((session or sign_in(user)).id)
    return client


def path_to(upload_id: UUID, size: str = "") -> str:
    """The address of a file."""
    return f"/api/files/{upload_id}/{size + '/' if size else ''}"


def _on_disk(content: bytes) -> Path:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(content)
    return Path(file.name)
