"""A disk without space: told as what it is, and nothing half-kept."""

import dataclasses
import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flowchat.chat.media.models import StoredFile, Upload
from flowchat.chat.media.receiving.parts import full_disk_told
from flowchat.chat.media.refusals import StorageFull
from flowchat.chat.media.tests.uploading import BOUNDARY, Uploader, form, incoming, refusal

MB = 1024 * 1024


def mount_small_disk(folder: Path) -> bool:
    """Make the folder a file system of 4 MB; says whether this account may."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    return os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A file system of 4 MB, where this account may mount one; otherwise files may have 2 MB at most."""
    folder = tmp_path / "small"
    folder.mkdir()
    settings.INCOMING_FOLDER = folder / "incoming"
    if mount_small_disk(folder):
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MB, before[1]))
    yield folder
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_form_that_does_not_fit(alice: Uploader, small_disk: Path) -> None:
    """Not even its length was announced, so the disk itself says it."""
    assert refusal(alice.send(iter([form(bytes(6 * MB))]))) == (507, "storage_full")
    assert (Upload.objects.count(), StoredFile.objects.count(), incoming()) == (0, 0, [])
    assert alice.send(bytes(MB)).status_code == 201, "a smaller one does"


def test_a_part_that_does_not_fit(alice: Uploader, small_disk: Path) -> None:
    place = alice.begin(3 * MB)
    filler = small_disk / "filler"
    assert alice.part(place, 0, bytes(MB)).status_code == 204
    filler.write_bytes(bytes(MB * 3 // 2))
    assert refusal(alice.part(place, MB, bytes(2 * MB))) == (507, "storage_full")
    assert alice.http.get(place).status_code == 404
    assert (Upload.objects.count(), incoming()) == (0, [])
    filler.unlink()
    place = alice.begin(MB)
    assert alice.part(place, 0, bytes(MB)).status_code == 204


def test_a_file_that_will_not_fit_is_told_before_it_is_sent(alice: Uploader, settings: Any) -> None:
    """More than the disk has free, whichever disk this is: only the length is ever sent."""
    disk = os.statvfs(folder_on_disk(settings))
    free = disk.f_bavail * disk.f_frsize
    settings.UPLOADS = dataclasses.replace(settings.UPLOADS, file=4 * free)
    assert refusal(alice.announce(2 * free)) == (507, "storage_full")
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    with alice.raw("POST", "/api/uploads/", kind, 2 * free) as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 507 ")
    assert (Upload.objects.count(), incoming()) == (0, [])


def folder_on_disk(settings: Any) -> Path:
    folder = Path(settings.INCOMING_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_which_errors_mean_that(number: int) -> None:
    with pytest.raises(StorageFull), full_disk_told():
        raise OSError(number, "no")
    with pytest.raises(PermissionError), full_disk_told():
        raise PermissionError(errno.EACCES, "no")
