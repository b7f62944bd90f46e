"""Files in an account with Cloudinary, through its own SDK."""

import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import urllib3
from cloudinary import api, uploader, utils
from cloudinary.exceptions import Error

from flowchat.chat.media.models import FileKind, StoredFile
from flowchat.chat.media.serving import PICTURE_TYPES, is_shown
from flowchat.chat.media.storage.keys import checked
from flowchat.chat.media.storage.port import Found, Kept, StorageUnavailable

logger = logging.getLogger(__name__)

CHUNK_BYTES = 6_000_000
"""Larger files go in chunks of this size. The SDK holds what it sends; Cloudinary takes no chunk below 5 MB."""
_FOLDER = "flowchat"
"""Above all our files, so that nothing else in the account is ever taken for one."""
_KINDS = ("image", "video", "raw")
_TYPE = "authenticated"
"""Neither a file nor what is made of it is delivered without a signature."""
_SECONDS = 60.0
"""For each request: a chunk on its way, or the answer to it."""
_BOXES = {"small": 480, "large": 1600}
_PAGE = 500


class CloudinaryStorage:
    """Keeps pictures as images, video and audio as videos and everything else raw; makes smaller pictures by itself."""

    name = "cloudinary"
    resizes = True

    def __init__(
        self,
        cloud_name: str,
        api_key: str,
        api_secret: str,
        options: tuple[tuple[str, str], ...] = (),
        seconds: float = _SECONDS,
    ) -> None:
        chosen = {name: _plain(value) for name, value in options}
        self._account: dict[str, Any] = {"secure": True, **chosen}
        self._account |= {"cloud_name": cloud_name, "api_key": api_key, "api_secret": api_secret}
        self._seconds = seconds
        self._http = urllib3.PoolManager()
        delivered, private = (
            self._delivered("image", "any", None),
            self._private("image", "any", "", seconds=1),
        )
        self.origins: tuple[str, ...] = tuple(dict.fromkeys(map(_origin, (delivered, private))))

    def keep(self, path: Path, *, key: str, content_type: str) -> Kept:
        """Upload the file, signed here. Chunks that are not followed by the rest never become a file."""
        resource_type = _resource_type(content_type)
        options = {
            **self._account,
            "public_id": f"{_FOLDER}/{checked(key)}",
            "resource_type": resource_type,
            "type": _TYPE,
            "overwrite": True,  # a try whose answer was lost is repeated under its key
            "timeout": self._seconds,
        }
        with _told():
            if path.stat().st_size > CHUNK_BYTES:
                answer = uploader.upload_large(str(path), chunk_size=CHUNK_BYTES, **options)
            else:
                answer = uploader.upload(str(path), **options)
        path.unlink()
        return Kept(f"{resource_type}/{answer['public_id']}", self._url_in(answer))

    def path_of(self, key: str) -> Path | None:
        """Return None: the bytes are elsewhere."""
        return None

    def fetch(self, file: StoredFile, into: Path) -> None:
        """Download the file as it was uploaded."""
        resource_type, public_id = _parts(file.key)
        address = self._private(resource_type, public_id, _format(file), seconds=int(self._seconds))
        with _told():
            answer = self._http.request("GET", address, preload_content=False, timeout=self._seconds)
            try:
                if answer.status == 404:
                    raise FileNotFoundError(file.key)
                if answer.status != 200:
                    raise Error(f"Answered {answer.status}")
                with into.open("wb") as target:
                    shutil.copyfileobj(answer, target)
            finally:
                answer.release_conn()

    def address_of(
        self, file: StoredFile, *, size: str, seconds: int, name: str, download: bool
    ) -> str | None:
        """Return an address with a signature.

        That of an original ends with its time. Those of smaller pictures, and of video and audio, which must be fetched
        in parts, are Cloudinary's for delivery: they are good as long as the file is there.
        """
        resource_type, public_id = _parts(file.key)
        if size in _BOXES and file.kind == FileKind.PICTURE and not download:
            return self._delivered(resource_type, public_id, _transformation(file, _BOXES[size]))
        if not download and is_shown(file) and resource_type == "video" and file.url:
            return file.url
        return self._private(
            resource_type, public_id, _format(file), seconds=seconds, download=download or not is_shown(file)
        )

    def remove(self, file: StoredFile) -> None:
        """Destroy the file and what was made of it, in the network's caches as well."""
        self.remove_key(file.key)

    def remove_key(self, key: str) -> None:
        """Destroy what is kept under a key."""
        resource_type, public_id = _parts(key)
        options = {**self._account, "resource_type": resource_type, "type": _TYPE, "timeout": self._seconds}
        with _told():
            answer = uploader.destroy(public_id, invalidate=True, **options)
            if answer.get("result") not in ("ok", "not found"):
                raise Error("Not destroyed")

    def find_all(self) -> Iterator[Found]:
        """Return every file in our folder."""
        for resource_type in _KINDS:
            cursor = None
            while cursor is not False:
                page = self._page(resource_type, cursor)
                for one in page["resources"]:
                    at = datetime.fromisoformat(one["created_at"])
                    yield Found(f"{resource_type}/{one['public_id']}", one["bytes"], at)
                cursor = page.get("next_cursor", False)

    def _page(self, resource_type: str, cursor: str | None) -> Any:
        with _told():
            return api.resources(
                **self._account,
                resource_type=resource_type,
                type=_TYPE,
                prefix=f"{_FOLDER}/",
                max_results=_PAGE,
                next_cursor=cursor,
                timeout=self._seconds,
            )

    def _delivered(self, resource_type: str, public_id: str, transformation: dict[str, Any] | None) -> str:
        options = {**self._account, **(transformation or {})}
        address, _ = utils.cloudinary_url(
            public_id, resource_type=resource_type, type=_TYPE, sign_url=True, **options
        )
        return str(address)

    def _private(
        self, resource_type: str, public_id: str, extension: str, *, seconds: int, download: bool = False
    ) -> str:
        address = utils.private_download_url(
            public_id,
            extension,
            **self._account,
            resource_type=resource_type,
            type=_TYPE,
            expires_at=int(time.time()) + seconds,
            attachment=download or None,
        )
        return str(address)

    def _url_in(self, answer: dict[str, Any]) -> str:
        return str(answer["secure_url" if self._account["secure"] else "url"])


def _resource_type(content_type: str) -> str:
    """Only what this server recognised is a picture to Cloudinary, too: of an SVG it makes one that browsers run."""
    if content_type in PICTURE_TYPES:
        return "image"
    return "video" if content_type.startswith(("video/", "audio/")) else "raw"


def _transformation(file: StoredFile, box: int) -> dict[str, Any]:
    """Smaller, never larger, and WebP as this server's own copies are; what moves goes on moving."""
    moving = {"flags": "animated.awebp"} if file.animated else {}
    return {"width": box, "height": box, "crop": "limit", "quality": "auto", "format": "webp", **moving}


def _format(file: StoredFile) -> str:
    """Return the ending that Cloudinary gave the file: asked for another, it would convert. Raw files have none."""
    if file.key.startswith("raw/"):
        return ""
    return PurePosixPath(urlsplit(file.url).path).suffix.removeprefix(".")


def _parts(key: str) -> tuple[str, str]:
    """Return the resource type and the public id that a key consists of."""
    resource_type, _, public_id = checked(key).partition("/")
    if resource_type not in _KINDS or not public_id.startswith(f"{_FOLDER}/"):
        raise ValueError("This is no key for a storage.")
    return resource_type, public_id


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _plain(value: str) -> str | bool:
    return {"true": True, "false": False}.get(value.lower(), value)


@contextmanager
def _told() -> Iterator[None]:
    """Say in the port's words what went wrong. Cloudinary's quote what was signed: the log has their kind only."""
    try:
        yield
    except (Error, urllib3.exceptions.HTTPError) as error:
        logger.error("Cloudinary failed: %s", type(error).__name__)
        raise StorageUnavailable from error
