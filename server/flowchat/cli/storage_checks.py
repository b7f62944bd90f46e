"""The checks of `flowchat doctor` on storages: each is given a file, asked for it and told to forget it.

Imports Django's models, so it may be imported only after Django is set up.
"""

import tempfile
from functools import partial
from pathlib import Path

from django.conf import settings

from flowchat.chat.ids import new_id
from flowchat.chat.media.models import FileKind, StoredFile
from flowchat.chat.media.storage import all_storages
from flowchat.chat.media.storage.port import Storage, StorageFull, StorageUnavailable
from flowchat.cli.checkup import Check
from flowchat.config.problems import Problem

_FIXES = {
    "local": "Mend the data folder's owner, or free some space.",
    "s3": "Check the FLOWCHAT_S3_ settings, and that the credentials may read, write, list and delete in the bucket.",
    "cloudinary": "Check CLOUDINARY_URL, and that this machine may reach Cloudinary.",
}
_PROBE = b"FlowChat was here and forgot to clean up."


def storage_checks() -> list[Check]:
    """Return a check for each storage that is configured: older files may be in any of them."""
    return [Check(f"files {storage.name}", partial(_try, storage)) for storage in all_storages()]


def _try(storage: Storage) -> str:
    with tempfile.TemporaryDirectory() as folder:
        sent, came = Path(folder, "sent"), Path(folder, "came")
        sent.write_bytes(_PROBE)
        try:
            kept = storage.keep(sent, key=f"check/{new_id()}", content_type="application/octet-stream")
            file = StoredFile(kind=FileKind.FILE, storage=storage.name, key=kept.key, url=kept.url)
            storage.fetch(file, came)
            storage.remove(file)
        except (StorageUnavailable, StorageFull, FileNotFoundError) as error:
            reason = type(error.__cause__ or error).__name__
            raise Problem(
                f"A file can't be kept and fetched ({reason}).", fix=_FIXES[storage.name]
            ) from error
        if came.read_bytes() != _PROBE:
            raise Problem("Another file came back than was kept.", fix=_FIXES[storage.name])
    return "keeps new files" if storage.name == settings.FLOWCHAT_STORAGE else "has older files"
