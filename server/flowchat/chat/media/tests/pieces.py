"""Uploads that are there already, kept by the real storage."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flowchat.chat.accounts.models import User
from flowchat.chat.ids import new_id
from flowchat.chat.media.models import FileKind, StoredFile, Upload
from flowchat.chat.media.pictures import clean_picture
from flowchat.chat.media.storage import storage_of
from flowchat.chat.media.storage.keeping import kept
from flowchat.chat.media.tests.pictures import photo


def bring_file(owner: User, name: str = "plan.txt", data: bytes = b"some words", **fields: Any) -> Upload:
    """A file that its owner uploaded and nothing names yet."""
    known = {"kind": FileKind.FILE, "content_type": "application/octet-stream"}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        with kept(StoredFile(id=new_id(), **known | fields), path) as row:
            row.save(force_insert=True)
    return Upload.objects.create(owner=owner, name=name, length=len(data), file=row)


def bring_picture(owner: User, data: bytes | None = None, name: str = "beach.jpg") -> Upload:
    """A picture, cleaned as uploads are."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(photo() if data is None else data)
        made = clean_picture(path)
        return bring_file(
            owner,
            name,
            made.path.read_bytes(),
            kind=FileKind.PICTURE,
            content_type=made.content_type,
            width=made.width,
            height=made.height,
            animated=made.animated,
            thumbhash=made.thumbhash,
        )


def kept_bytes(file: StoredFile, size: str = "") -> bytes:
    """What the storage has of a file, or of a smaller copy."""
    path = storage_of(file).path_of(file.sizes[size]["key"] if size else file.key)
    assert path is not None, "tests keep files on the disk"
    return path.read_bytes()
