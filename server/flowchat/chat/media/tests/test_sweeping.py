"""Uploads that nobody came back to."""

import asyncio
import os
import time
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from flowchat.chat.accounts.models import User
from flowchat.chat.gateway.tests.harness import make_user
from flowchat.chat.ids import new_id
from flowchat.chat.media.actions.receiving import SWEEP, begin_upload, sweep_upload
from flowchat.chat.media.models import Place, Upload
from flowchat.chat.media.receiving.parts import part_path
from flowchat.chat.media.tests.uploading import incoming
from flowchat.http.pool import WorkerPool
from flowchat.jobs.registry import registered

DAY = 24 * 3600


def sweep(upload: Upload) -> None:
    async def work() -> None:
        pool = WorkerPool(1)
        try:
            await sweep_upload(pool, upload_id=str(upload.id))
        finally:
            await pool.close()

    asyncio.run(work())


def begun(owner: User) -> Upload:
    return begin_upload(owner, name="plan.txt", length=10)


def test_its_end_is_planned_when_it_begins(transactional_db: None) -> None:
    upload = begun(make_user("Alice"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'upload_id', scheduled_at FROM procrastinate_jobs WHERE task_name = %s "
            "ORDER BY id DESC LIMIT 1",
            [SWEEP],
        )
        row = cursor.fetchone()
    assert row is not None
    assert row[0] == str(upload.id)
    assert timedelta(hours=24) < row[1] - timezone.now() < timedelta(hours=25)
    assert registered()[SWEEP] is sweep_upload


def test_what_nothing_names_is_forgotten(transactional_db: None) -> None:
    alice = make_user("Alice")
    left, shown = begun(alice), begun(alice)
    Upload.objects.filter(id=shown.id).update(place=Place.PROFILE)
    for upload in (left, shown, left):
        sweep(upload)
    assert list(Upload.objects.values_list("id", flat=True)) == [shown.id]
    assert not part_path(left.id).exists()


def test_what_crashes_left_behind_is_removed(transactional_db: None) -> None:
    upload = begun(make_user("Alice"))
    old, fresh = part_path(new_id()), part_path(new_id())
    for path in (old, fresh):
        path.write_bytes(b"half a file")
    then = time.time() - DAY - 120
    os.utime(old, (then, then))
    sweep(upload)
    assert incoming() == [fresh]


def test_a_beginning_that_fails_leaves_nothing(transactional_db: None) -> None:
    alice = make_user("Alice")
    with transaction.atomic():
        begun(alice)
        transaction.set_rollback(True)
    assert Upload.objects.count() == 0
