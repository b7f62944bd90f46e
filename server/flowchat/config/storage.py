"""Where files are kept: FLOWCHAT_STORAGE, FLOWCHAT_S3_*, CLOUDINARY_URL. Each storage wholly or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from flowchat.config.problems import BadSetting, install_fix

NAMES = ("local", "s3", "cloudinary")
_ADAPTERS = "flowchat.chat.adapters"
_CLOUDINARY_FIX = "Copy it from Cloudinary's console: cloudinary://<key>:<secret>@<cloud name>."

Read = Callable[[str], str]
"""Returns an environment variable's text, "" when it is not set."""


@dataclass(frozen=True, slots=True)
class S3:
    """A bucket. Credentials are found where AWS's own programs find them, so a machine's role is enough."""

    bucket: str
    endpoint: str
    region: str


@dataclass(frozen=True, slots=True)
class Cloudinary:
    """An account with Cloudinary; `options` are the SDK's own, such as `upload_prefix`."""

    cloud_name: str
    api_key: str
    api_secret: str = field(repr=False)
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Storages:
    """Every storage that is configured, and which of them keeps new files. The disk is always there."""

    chosen: str = "local"
    s3: S3 | None = None
    cloudinary: Cloudinary | None = None

    def backends(self, data: Path) -> dict[str, dict[str, Any]]:
        """Return what the setting `FLOWCHAT_STORAGES` holds: each storage's adapter and its options."""
        found = {"local": _backend("local.storage.LocalStorage", folder=data / "media" / "files")}
        if (s3 := self.s3) is not None:
            options = {"bucket": s3.bucket, "endpoint": s3.endpoint, "region": s3.region}
            found["s3"] = _backend("s3.storage.BucketStorage", **options)
        if (cloudinary := self.cloudinary) is not None:
            found["cloudinary"] = _backend(
                "cloudinary.storage.CloudinaryStorage",
                cloud_name=cloudinary.cloud_name,
                api_key=cloudinary.api_key,
                api_secret=cloudinary.api_secret,
                options=cloudinary.options,
            )
        return found


def read_storages(read: Read) -> Storages:
    """Read and check the variables. Raises BadSetting for half a storage, two without a choice, or a missing extra."""
    s3, cloudinary = _s3(read), _cloudinary(read("CLOUDINARY_URL"))
    return Storages(_chosen(read("FLOWCHAT_STORAGE"), s3, cloudinary), s3, cloudinary)


def _chosen(value: str, s3: S3 | None, cloudinary: Cloudinary | None) -> str:
    configured = {"local": True, "s3": s3 is not None, "cloudinary": cloudinary is not None}
    if value:
        if value not in NAMES:
            fix = f"Set it to {', '.join(NAMES[:-1])} or {NAMES[-1]}."
            raise BadSetting("FLOWCHAT_STORAGE", f"{value!r} is no storage.", fix=fix)
        if not configured[value]:
            needed = "FLOWCHAT_S3_BUCKET" if value == "s3" else "CLOUDINARY_URL"
            raise BadSetting(needed, f"is missing while FLOWCHAT_STORAGE is {value}.", fix=f"Set {needed}.")
        return value
    if s3 and cloudinary:
        fix = "Say which one keeps new files: s3 or cloudinary. The other one's files stay reachable."
        raise BadSetting(
            "FLOWCHAT_STORAGE",
            "is missing while both FLOWCHAT_S3_BUCKET and CLOUDINARY_URL are set.",
            fix=fix,
        )
    return "s3" if s3 else "cloudinary" if cloudinary else "local"


def _s3(read: Read) -> S3 | None:
    bucket, endpoint, region = (read(f"FLOWCHAT_S3_{name}") for name in ("BUCKET", "ENDPOINT", "REGION"))
    if not bucket:
        if endpoint or region:
            other = "FLOWCHAT_S3_ENDPOINT" if endpoint else "FLOWCHAT_S3_REGION"
            raise BadSetting(
                "FLOWCHAT_S3_BUCKET", f"is missing while {other} is set.", fix="Name the bucket for files."
            )
        return None
    _check_keys(read)
    if endpoint and not _is_address(endpoint):
        raise BadSetting(
            "FLOWCHAT_S3_ENDPOINT", "is no address.", fix="Write https://s3.example.org, without the bucket."
        )
    _require("FLOWCHAT_S3_BUCKET", "s3", "storages", "boto3")
    return S3(bucket, endpoint.rstrip("/"), region)


def _check_keys(read: Read) -> None:
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    given = [name for name in names if read(name)]
    if len(given) == 1:
        missing = next(name for name in names if name not in given)
        raise BadSetting(missing, f"is missing while {given[0]} is set.", fix="Set both, or neither.")


def _cloudinary(url: str) -> Cloudinary | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    named = parts.hostname and parts.username and parts.password and not parts.path.strip("/")
    if parts.scheme != "cloudinary" or not named:
        # The value is not repeated: it holds the secret.
        raise BadSetting("CLOUDINARY_URL", "is not Cloudinary's address of an account.", fix=_CLOUDINARY_FIX)
    _require("CLOUDINARY_URL", "cloudinary", "cloudinary")
    # Not `hostname`, which is in lower case: cloud names are not.
    cloud_name = parts.netloc.rpartition("@")[2]
    key, secret = unquote(parts.username or ""), unquote(parts.password or "")
    return Cloudinary(cloud_name, key, secret, tuple(parse_qsl(parts.query)))


def _require(variable: str, extra: str, *modules: str) -> None:
    if not all(find_spec(module) for module in modules):
        raise BadSetting(variable, "is set, but what it needs is not installed.", fix=install_fix(extra))


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _backend(adapter: str, **options: Any) -> dict[str, Any]:
    return {"BACKEND": f"{_ADAPTERS}.{adapter}", "OPTIONS": options}
