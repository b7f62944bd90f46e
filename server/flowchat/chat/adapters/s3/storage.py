"""Files in a bucket of an S3-compatible service, through django-storages."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from flowchat.chat.media.models import StoredFile
from flowchat.chat.media.serving import is_shown
from flowchat.chat.media.storage.keys import checked
from flowchat.chat.media.storage.port import Found, Kept, StorageFull, StorageUnavailable
from flowchat.http.names import disposition

logger = logging.getLogger(__name__)

_CONNECT_SECONDS = 5.0
_READ_SECONDS = 30.0
_TRIES = 2
_PART_BYTES = 8 * 1024 * 1024
"""Larger files go in parts of this size, one after the other: a thread of ours holds one of them at a time."""
_FULL = {"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage"}
_GONE = {"404", "NoSuchKey", "NoSuchUpload"}
_UPLOAD = "?upload="
"""Parts the key from the number of an upload that never ended, in what `find_all` returns."""


class BucketStorage:
    """Keeps each file as a private object; whoever may see it gets an address that works for a minute."""

    name = "s3"
    resizes = False

    def __init__(
        self,
        bucket: str,
        endpoint: str = "",
        region: str = "",
        connect_seconds: float = _CONNECT_SECONDS,
        read_seconds: float = _READ_SECONDS,
    ) -> None:
        self._storage = S3Storage(
            bucket_name=bucket,
            endpoint_url=endpoint or None,
            region_name=region or None,
            file_overwrite=True,  # a try whose answer was lost is repeated under its key
            default_acl=None,
            querystring_auth=True,
            client_config=_client_config(bucket, connect_seconds, read_seconds, own=bool(endpoint)),
            transfer_config=TransferConfig(
                multipart_threshold=_PART_BYTES, multipart_chunksize=_PART_BYTES, use_threads=False
            ),
        )
        self._bucket = bucket
        self.origins: tuple[str, ...] = (self._origin(),)

    def keep(self, path: Path, *, key: str, content_type: str) -> Kept:
        """Upload the file. An object appears whole or not at all."""
        checked(key)
        with _told(), path.open("rb") as opened:
            content: Any = File(opened)
            content.content_type = content_type
            self._storage.save(key, content)
        path.unlink()
        return Kept(key)

    def path_of(self, key: str) -> Path | None:
        """Return None: the bytes are elsewhere."""
        return None

    def fetch(self, file: StoredFile, into: Path) -> None:
        """Download the file."""
        with _told():
            try:
                self._storage.bucket.Object(checked(file.key)).download_file(
                    str(into), Config=self._storage.transfer_config
                )
            except ClientError as error:
                if _code(error) in _GONE:
                    raise FileNotFoundError(file.key) from error
                raise

    def address_of(
        self, file: StoredFile, *, size: str, seconds: int, name: str, download: bool
    ) -> str | None:
        """Return a presigned address. What type and name the answer has is signed with it."""
        made = file.sizes.get(size)
        key, content_type = (made["key"], made["content_type"]) if made else (file.key, file.content_type)
        headers = {
            "ResponseContentType": content_type if is_shown(file) else "application/octet-stream",
            "ResponseContentDisposition": disposition(name, download=download),
        }
        with _told():
            return self._signed(checked(key), headers, seconds=seconds)

    def remove(self, file: StoredFile) -> None:
        """Delete the file and its smaller sizes."""
        for key in [*(size["key"] for size in file.sizes.values()), file.key]:
            self.remove_key(key)

    def remove_key(self, key: str) -> None:
        """Delete an object, or the parts of an upload that never ended."""
        key, _, upload = key.partition(_UPLOAD)
        with _told():
            if not upload:
                self._storage.delete(checked(key))
                return
            try:
                self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload)
            except ClientError as error:
                if _code(error) not in _GONE:
                    raise

    def find_all(self) -> Iterator[Found]:
        """Return every object, and every upload that was begun: what a crash cut off is kept, and paid for, too."""
        with _told():
            for item in self._storage.bucket.objects.all():
                yield Found(item.key, item.size, item.last_modified)
            for begun in self._storage.bucket.multipart_uploads.all():
                yield Found(f"{begun.object_key}{_UPLOAD}{begun.id}", _size_of(begun), begun.initiated)

    @property
    def _client(self) -> Any:
        return self._storage.connection.meta.client

    def _origin(self) -> str:
        """Return where addresses lead. Making one needs no connection and, unsigned, no credentials either."""
        client = self._storage.unsigned_connection.meta.client
        made = client.generate_presigned_url("get_object", Params={"Bucket": self._bucket, "Key": "any"})
        parts = urlsplit(made)
        return f"{parts.scheme}://{parts.netloc}"

    def _signed(self, key: str, headers: dict[str, str], *, seconds: int) -> str:
        address: str = self._storage.url(key, parameters=headers, expire=seconds)
        return address


def _client_config(bucket: str, connect_seconds: float, read_seconds: float, *, own: bool) -> Config:
    """A service of one's own rarely has a host name for each bucket, and may not know Amazon's newer checksums.

    Amazon's have one, but its certificate fits no dots. Left to choose, botocore signs addresses for the host of all
    regions, which sends browsers on to a host that the signature isn't for.
    """
    style = "path" if own or "." in bucket else "virtual"
    when = "when_required" if own else "when_supported"
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": style},
        connect_timeout=connect_seconds,
        read_timeout=read_seconds,
        retries={"total_max_attempts": _TRIES, "mode": "standard"},
        request_checksum_calculation=when,
        response_checksum_validation=when,
    )


def _size_of(upload: Any) -> int:
    return sum(part.size for part in upload.parts.all())


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _told() -> Iterator[None]:
    """Say in the port's words what went wrong; the log has the service's own. Neither names a key or a secret."""
    try:
        yield
    except ClientError as error:
        logger.error("The S3 storage refused: %s in %s", _code(error), error.operation_name)
        if _code(error) in _FULL:
            raise StorageFull from error
        raise StorageUnavailable from error
    except (BotoCoreError, Boto3Error) as error:
        logger.error("The S3 storage failed: %s", type(error).__name__)
        raise StorageUnavailable from error
