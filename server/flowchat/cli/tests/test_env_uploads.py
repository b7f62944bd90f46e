"""What the environment says about uploads."""

from collections.abc import Mapping

import pytest

from flowchat.config.problems import BadSetting
from flowchat.config.uploads import MB, Uploads, read_uploads


def read(variables: Mapping[str, str]) -> Uploads:
    return read_uploads(lambda name: variables.get(name, ""))


def test_without_any() -> None:
    found = read({})
    assert (found.picture, found.video, found.audio, found.file) == (20 * MB, 1024 * MB, 100 * MB, 1024 * MB)
    assert (found.pixels, found.blocked, found.scanner) == (50_000_000, (), None)
    assert (found.person_quota, found.room_quota, found.largest) == (None, None, 1024 * MB)


def test_with_all() -> None:
    found = read(
        {
            "FLOWCHAT_UPLOAD_PICTURE_MB": "1",
            "FLOWCHAT_UPLOAD_VIDEO_MB": "2",
            "FLOWCHAT_UPLOAD_AUDIO_MB": "3",
            "FLOWCHAT_UPLOAD_FILE_MB": "4",
            "FLOWCHAT_UPLOAD_PIXELS": "5000000",
            "FLOWCHAT_UPLOAD_BLOCKED": "exe, .BAT,*.tar.gz, exe",
            "FLOWCHAT_QUOTA_PERSON_MB": "6",
            "FLOWCHAT_QUOTA_ROOM_MB": "7",
            "FLOWCHAT_CLAMAV": "[::1]:3310",
        }
    )
    assert [found.limit_of(kind) // MB for kind in ("picture", "video", "audio", "file")] == [1, 2, 3, 4]
    assert (found.pixels, found.blocked, found.scanner) == (5_000_000, ("exe", "bat", "tar.gz"), "[::1]:3310")
    assert (found.person_quota, found.room_quota, found.largest) == (6 * MB, 7 * MB, 4 * MB)
    assert read({"FLOWCHAT_CLAMAV": "/run/clamd"}).scanner == "/run/clamd"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FLOWCHAT_UPLOAD_PICTURE_MB", "0"),
        ("FLOWCHAT_UPLOAD_VIDEO_MB", "-1"),
        ("FLOWCHAT_UPLOAD_AUDIO_MB", "ten"),
        ("FLOWCHAT_UPLOAD_FILE_MB", "1.5"),
        ("FLOWCHAT_UPLOAD_FILE_MB", "٣"),
        ("FLOWCHAT_UPLOAD_PIXELS", "50M"),
        ("FLOWCHAT_UPLOAD_PIXELS", "1" * 20),
        ("FLOWCHAT_UPLOAD_BLOCKED", "exe bat"),
        ("FLOWCHAT_UPLOAD_BLOCKED", "../exe"),
        ("FLOWCHAT_UPLOAD_BLOCKED", "exe,.."),
        ("FLOWCHAT_QUOTA_PERSON_MB", "unlimited"),
        ("FLOWCHAT_QUOTA_ROOM_MB", "0"),
        ("FLOWCHAT_CLAMAV", "localhost"),
        ("FLOWCHAT_CLAMAV", ":3310"),
        ("FLOWCHAT_CLAMAV", "localhost:port"),
        ("FLOWCHAT_CLAMAV", "localhost:99999"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        read({name: value})
    assert caught.value.name == name
    assert caught.value.fix
