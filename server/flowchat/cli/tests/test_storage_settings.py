"""Each storage is set up wholly or not at all; what is missing is named."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from flowchat.config import env, storage
from flowchat.config.problems import BadSetting

URL = "cloudinary://key:s3cret@Our-Cloud"
NAMES = (
    "FLOWCHAT_STORAGE",
    "FLOWCHAT_S3_BUCKET",
    "FLOWCHAT_S3_ENDPOINT",
    "FLOWCHAT_S3_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "CLOUDINARY_URL",
)


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FLOWCHAT_DATA", str(tmp_path / "data"))


def load(monkeypatch: pytest.MonkeyPatch, **settings: str) -> storage.Storages:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return env.load().storage


def test_the_disk_without_any_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = load(monkeypatch)
    assert found == storage.Storages("local")
    options = {"folder": tmp_path / "media" / "files"}
    backend = "flowchat.chat.adapters.local.storage.LocalStorage"
    assert found.backends(tmp_path) == {"local": {"BACKEND": backend, "OPTIONS": options}}


def test_a_bucket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = load(monkeypatch, FLOWCHAT_S3_BUCKET="files", FLOWCHAT_S3_ENDPOINT="https://s3.example.org:9000/")
    assert (found.chosen, found.s3) == ("s3", storage.S3("files", "https://s3.example.org:9000", ""))
    assert set(found.backends(tmp_path)) == {"local", "s3"}, "what the disk has stays reachable"


def test_cloudinary(monkeypatch: pytest.MonkeyPatch) -> None:
    found = load(monkeypatch, CLOUDINARY_URL=f"{URL}?secure_distribution=media.example.org")
    options = (("secure_distribution", "media.example.org"),)
    assert found.cloudinary == storage.Cloudinary("Our-Cloud", "key", "s3cret", options)
    assert found.chosen == "cloudinary"
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize("chosen", storage.NAMES)
def test_one_of_several_is_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: str) -> None:
    found = load(monkeypatch, FLOWCHAT_S3_BUCKET="files", CLOUDINARY_URL=URL, FLOWCHAT_STORAGE=chosen)
    assert found.chosen == chosen
    assert set(found.backends(tmp_path)) == set(storage.NAMES)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"FLOWCHAT_S3_BUCKET": "files", "CLOUDINARY_URL": URL}, "FLOWCHAT_STORAGE"),
        ({"FLOWCHAT_STORAGE": "ftp"}, "FLOWCHAT_STORAGE"),
        ({"FLOWCHAT_STORAGE": "s3"}, "FLOWCHAT_S3_BUCKET"),
        ({"FLOWCHAT_STORAGE": "cloudinary", "FLOWCHAT_S3_BUCKET": "files"}, "CLOUDINARY_URL"),
        ({"FLOWCHAT_S3_ENDPOINT": "https://s3.example.org"}, "FLOWCHAT_S3_BUCKET"),
        ({"FLOWCHAT_S3_REGION": "eu-central-1"}, "FLOWCHAT_S3_BUCKET"),
        ({"FLOWCHAT_S3_BUCKET": "files", "FLOWCHAT_S3_ENDPOINT": "s3.example.org"}, "FLOWCHAT_S3_ENDPOINT"),
        ({"FLOWCHAT_S3_BUCKET": "files", "FLOWCHAT_S3_ENDPOINT": "https://[::1"}, "FLOWCHAT_S3_ENDPOINT"),
        ({"FLOWCHAT_S3_BUCKET": "files", "AWS_ACCESS_KEY_ID": "key"}, "AWS_SECRET_ACCESS_KEY"),
        ({"FLOWCHAT_S3_BUCKET": "files", "AWS_SECRET_ACCESS_KEY": "s3cret"}, "AWS_ACCESS_KEY_ID"),
        ({"CLOUDINARY_URL": "https://res.cloudinary.com/ours"}, "CLOUDINARY_URL"),
        ({"CLOUDINARY_URL": "cloudinary://key@ours"}, "CLOUDINARY_URL"),
        ({"CLOUDINARY_URL": "cloudinary://key:s3cret@"}, "CLOUDINARY_URL"),
        ({"CLOUDINARY_URL": "cloudinary://key:s3cret@[ours"}, "CLOUDINARY_URL"),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
def test_half_a_storage_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], named: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        load(monkeypatch, **settings)
    assert refused.value.name == named
    assert refused.value.fix
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "missing", "extra"),
    [
        ({"FLOWCHAT_S3_BUCKET": "files"}, "storages", "flowchat[s3]"),
        ({"CLOUDINARY_URL": URL}, "cloudinary", "flowchat[cloudinary]"),
    ],
)
def test_a_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], missing: str, extra: str
) -> None:
    found = {
        name: None if name == missing else find_spec(name) for name in ("storages", "boto3", "cloudinary")
    }
    monkeypatch.setattr("flowchat.config.storage.find_spec", found.get)
    with pytest.raises(BadSetting, match="not installed") as refused:
        load(monkeypatch, **settings)
    assert refused.value.fix.endswith(f"{extra}.")
    assert "bin/run" in refused.value.fix
