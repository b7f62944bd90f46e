"""What people may upload: FLOWCHAT_UPLOAD_*, FLOWCHAT_QUOTA_* and FLOWCHAT_CLAMAV."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flowchat.config.problems import BadSetting

MB = 1024 * 1024
_ENDING = re.compile(r"[^\s./\\]+(\.[^\s./\\]+)*")


@dataclass(frozen=True, slots=True)
class Uploads:
    """Limits in bytes, quotas too; None stands for no limit."""

    picture: int  # FLOWCHAT_UPLOAD_PICTURE_MB
    video: int  # FLOWCHAT_UPLOAD_VIDEO_MB
    audio: int  # FLOWCHAT_UPLOAD_AUDIO_MB
    file: int  # FLOWCHAT_UPLOAD_FILE_MB
    pixels: int  # FLOWCHAT_UPLOAD_PIXELS, of a picture
    blocked: tuple[str, ...]  # FLOWCHAT_UPLOAD_BLOCKED, endings of names, without the dot
    person_quota: int | None  # FLOWCHAT_QUOTA_PERSON_MB
    room_quota: int | None  # FLOWCHAT_QUOTA_ROOM_MB
    scanner: str | None  # FLOWCHAT_CLAMAV, "host:port" or the path of a socket

    @property
    def largest(self) -> int:
        """What nothing may be larger than, whatever it turns out to be."""
        return max(self.picture, self.video, self.audio, self.file)

    def limit_of(self, kind: str) -> int:
        """Return how large a file of this kind may be."""
        limits = {"picture": self.picture, "video": self.video, "audio": self.audio}
        return limits.get(kind, self.file)


def read_uploads(text: Callable[[str], str]) -> Uploads:
    """Answer the settings; `text` gives the value of a variable. Raises BadSetting."""

    def megabytes(name: str, usual: int) -> int:
        return _number(name, text(name)) * MB if text(name) else usual * MB

    def quota(name: str) -> int | None:
        return _number(name, text(name)) * MB if text(name) else None

    pixels = "FLOWCHAT_UPLOAD_PIXELS"
    return Uploads(
        picture=megabytes("FLOWCHAT_UPLOAD_PICTURE_MB", 20),
        video=megabytes("FLOWCHAT_UPLOAD_VIDEO_MB", 1024),
        audio=megabytes("FLOWCHAT_UPLOAD_AUDIO_MB", 100),
        file=megabytes("FLOWCHAT_UPLOAD_FILE_MB", 1024),
        pixels=_number(pixels, text(pixels)) if text(pixels) else 50_000_000,
        blocked=_endings(text("FLOWCHAT_UPLOAD_BLOCKED")),
        person_quota=quota("FLOWCHAT_QUOTA_PERSON_MB"),
        room_quota=quota("FLOWCHAT_QUOTA_ROOM_MB"),
        scanner=_scanner(text("FLOWCHAT_CLAMAV")),
    )


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value[:12]) > 0 and len(value) <= 12):
        raise BadSetting(name, f"{value!r} is no whole number above 0.", fix="Write it in digits alone.")
    return int(value)


def _endings(value: str) -> tuple[str, ...]:
    found = []
    for item in filter(None, (item.strip() for item in value.split(","))):
        ending = item.removeprefix("*").removeprefix(".").lower()
        if not _ENDING.fullmatch(ending):
            raise BadSetting(
                "FLOWCHAT_UPLOAD_BLOCKED",
                f"{item!r} is no ending of a file's name.",
                fix="Write exe, bat, ps1.",
            )
        found.append(ending)
    return tuple(dict.fromkeys(found))


def _scanner(value: str) -> str | None:
    if not value:
        return None
    host, _, port = value.rpartition(":")
    if value.startswith("/") or (host and port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        return value
    raise BadSetting(
        "FLOWCHAT_CLAMAV",
        f"{value!r} is neither host:port nor the path of a socket.",
        fix="Write 127.0.0.1:3310 or /run/clamav/clamd.ctl.",
    )
