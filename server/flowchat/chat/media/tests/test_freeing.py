"""Files go when nothing shows them any more, and only then; whatever happens in between."""

import asyncio
import os
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone

from flowchat.chat.ids import new_id
from flowchat.chat.media.actions import copy_attachments, release_attachments
from flowchat.chat.media.actions.collecting import SETTLED, collect_garbage
from flowchat.chat.media.actions.freeing import FREEING, free_file, free_files, free_orphans
from flowchat.chat.media.actions.receiving import drop_upload
from flowchat.chat.media.models import StoredFile, Upload
from flowchat.chat.media.storage import get_storage
from flowchat.chat.media.storage.keeping import kept
from flowchat.chat.media.storage.port import StorageUnavailable
from flowchat.chat.media.tests.kept import bring, keep_file, keep_size, send_file
from flowchat.chat.messaging.actions.wiping import WIPE_AFTER, wipe_deleted
from flowchat.chat.messaging.models import Message
from flowchat.chat.messaging.tests.changes import delete
from flowchat.chat.rooms.actions import delete_room
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.conftest import cast as cast  # noqa: PLC0414  # a fixture
from flowchat.chat.rooms.tests.factories import at_once, finish_deleting, seat_of
from flowchat.http.pool import WorkerPool


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.FLOWCHAT_STORAGES = {
        "local": {**settings.FLOWCHAT_STORAGES["local"], "OPTIONS": {"folder": tmp_path / "files"}}
    }


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [FREEING])
        return int(cursor.fetchone()[0])


def bytes_of(upload: Upload) -> bool:
    assert upload.file is not None
    path = get_storage().path_of(upload.file.key)
    return path is not None and path.exists()


def age(key: str) -> None:
    path = get_storage().path_of(key)
    assert path is not None
    os.utime(path, (0, time.time() - SETTLED.total_seconds() - 60))


def test_a_wiped_message_frees_its_files(cast: Cast) -> None:
    uploads = [bring(cast.bob, kind="picture", content_type="image/webp") for _ in range(2)]
    assert uploads[0].file is not None
    keep_size(uploads[0].file, "small", b"small")
    message = send_file(cast.bob, cast.room, uploads[0])
    delete(cast.bob, message)
    assert jobs() == 0, "it may come back"
    Message.objects.filter(id=message.id).update(
        deleted_at=timezone.now() - WIPE_AFTER - timedelta(seconds=1)
    )
    wipe_deleted()
    assert jobs() == 1
    assert free_orphans() == 1
    assert list(get_storage().find_all()) != []
    assert [bytes_of(upload) for upload in uploads] == [False, True]
    assert {found.key for found in get_storage().find_all()} == {
        uploads[1].file.key if uploads[1].file else ""
    }


def test_a_deleted_room_frees_its_files_by_one_job(cast: Cast) -> None:
    uploads = [bring(cast.bob) for _ in range(3)]
    for upload in uploads:
        send_file(cast.bob, cast.room, upload)
    delete_room(owner=seat_of(cast.alice, cast.room), confirm=cast.room.name)
    finish_deleting()
    assert jobs() == 1
    assert free_orphans() == 3
    assert list(get_storage().find_all()) == []


def test_a_swept_upload_frees_its_file(cast: Cast) -> None:
    upload = bring(cast.bob)
    drop_upload(upload.id)
    assert jobs() == 1
    assert free_orphans() == 1
    assert not bytes_of(upload)


def test_one_that_never_came_needs_no_job(cast: Cast) -> None:
    drop_upload(Upload.objects.create(owner=cast.bob, name="film.mp4", length=5).id)
    assert jobs() == 0


def test_what_is_still_shown_elsewhere_stays(cast: Cast) -> None:
    upload = bring(cast.bob)
    message = send_file(cast.bob, cast.room, upload)
    forwarded = new_id()
    with transaction.atomic():
        copy_attachments(
            message.attachments, owner_id=cast.bob.id, room_id=cast.room.id, message_id=forwarded
        )
    release_attachments([message.id])
    assert free_orphans() == 0
    assert bytes_of(upload)
    release_attachments([forwarded])
    assert free_orphans() == 1
    assert not bytes_of(upload)


def test_a_rollback_keeps_everything(cast: Cast) -> None:
    upload = bring(cast.bob)
    with transaction.atomic():
        drop_upload(upload.id)
        transaction.set_rollback(True)
    assert (jobs(), free_orphans(), bytes_of(upload)) == (0, 0, True)


def test_a_storage_that_is_away_is_asked_again(cast: Cast, settings: Any) -> None:
    gone, here = keep_file(b"elsewhere"), keep_file(b"here")
    StoredFile.objects.filter(id=gone.id).update(storage="s3")
    with pytest.raises(StorageUnavailable):
        free_orphans()
    assert list(StoredFile.objects.values_list("id", flat=True)) == [gone.id], "the others are free"
    assert here.id != gone.id
    StoredFile.objects.filter(id=gone.id).update(storage="local")
    assert free_orphans() == 1
    assert list(get_storage().find_all()) == []


@pytest.mark.django_db(transaction=True)
def test_the_job_does_it() -> None:
    keep_file(b"forgotten")
    pool = WorkerPool(1)

    async def work() -> None:
        await free_files(pool)
        await pool.close()

    asyncio.run(work())
    assert StoredFile.objects.count() == 0
    assert list(get_storage().find_all()) == []


@pytest.mark.django_db(transaction=True)
def test_freeing_and_showing_at_once_never_lose_a_shown_file(transactional_db: None) -> None:
    """Whoever is first wins: the upload shows a file that is there, or there is no such upload."""
    from flowchat.chat.rooms.tests.factories import make_person

    owner = make_person("Bob")
    for _ in range(8):
        file = keep_file(b"contested")

        def show(file: StoredFile = file) -> None:
            Upload.objects.create(owner=owner, name="a", length=1, file=file)

        at_once(partial(free_file, file.id), show)
        shown = Upload.objects.filter(file_id=file.id).exists()
        path = get_storage().path_of(file.key)
        assert path is not None
        assert shown == path.exists() == StoredFile.objects.filter(id=file.id).exists()


def test_garbage_is_counted_and_then_freed(cast: Cast) -> None:
    shown = bring(cast.bob, kind="picture", content_type="image/webp")
    assert shown.file is not None
    keep_size(shown.file, "small", b"small")
    orphan = keep_file(b"four")
    lost, foreign = new_id(), "backups/2026-11-22.dump"
    fresh = f"cd/{new_id()}"
    for number, key in enumerate([f"ab/{lost}", f"ab/{lost}-small", fresh, foreign]):
        path = Path(django_settings.FLOWCHAT_STORAGES["local"]["OPTIONS"]["folder"], key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * (number + 1))
    for found in list(get_storage().find_all()):
        if found.key != fresh:
            age(found.key)
    incoming = Path(django_settings.INCOMING_FOLDER)
    incoming.mkdir(parents=True, exist_ok=True)
    (incoming / "old").write_bytes(b"12345")
    (incoming / "new").write_bytes(b"12345")
    os.utime(incoming / "old", (0, 0))
    before = sorted(found.key for found in get_storage().find_all())

    said = collect_garbage(dry_run=True)
    # The orphan's bytes are named by its row: they are counted there, not twice.
    assert (said.rows.count, said.rows.size) == (1, 4)
    assert (said.keys.count, said.keys.size) == (2, 3)
    assert (said.parts.count, said.parts.size) == (1, 5)
    assert sorted(found.key for found in get_storage().find_all()) == before

    assert collect_garbage(dry_run=False) == said
    # What was never ours is nobody's garbage, however old.
    left = {found.key for found in get_storage().find_all()}
    assert left == {shown.file.key, f"{shown.file.key}.small", fresh, foreign}
    assert not StoredFile.objects.filter(id=orphan.id).exists()
    assert [path.name for path in incoming.iterdir()] == ["new"]
    again = collect_garbage(dry_run=False)
    assert (again.rows.count, again.keys.count, again.parts.count) == (0, 0, 0)


@pytest.mark.parametrize("committed", [True, False])
def test_a_lost_answer_to_a_commit_loses_no_file(committed: bool, cast: Cast, tmp_path: Path) -> None:
    came = tmp_path / "came"
    came.write_bytes(b"words")
    row = StoredFile(id=new_id(), kind="file", content_type="application/octet-stream")

    def keep_and_lose_the_line() -> None:
        with kept(row, came):
            if committed:
                row.save(force_insert=True)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        keep_and_lose_the_line()
    path = get_storage().path_of(row.key)
    assert path is not None
    assert path.exists() == committed
