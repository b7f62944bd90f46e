"""Smaller copies of pictures: made once, in the background, and not for what is gone."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import Unavailable
from flowchat.chat.media.actions import sizes
from flowchat.chat.media.actions.sizes import SMALLER, make_sizes, make_sizes_later
from flowchat.chat.media.models import StoredFile
from flowchat.chat.media.storage import get_storage, storage_of
from flowchat.chat.media.tests.pictures import SECRET, moving, photo
from flowchat.chat.media.tests.pieces import bring_file, bring_picture, kept_bytes
from flowchat.chat.rooms.tests.factories import make_person
from flowchat.http.pool import WorkerPool
from flowchat.jobs.registry import registered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bob() -> User:
    return make_person("Bob")


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    made = WorkerPool(2)
    yield made
    await made.close()


def file_of(owner: User, data: bytes | None = None) -> StoredFile:
    file = bring_picture(owner, data).file
    assert file is not None
    return file


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


async def test_two_copies_without_a_trace_of_the_place(bob: User, pool: WorkerPool) -> None:
    data = photo(size=(2000, 1000), orientation=6)
    assert SECRET in data
    file = await pool.run(file_of, bob, data)
    await make_sizes(pool, file_id=str(file.id))
    await pool.run(file.refresh_from_db)
    assert {name: opened(kept_bytes(file, name)).size for name in file.sizes} == {
        "small": (240, 480),
        "large": (800, 1600),
    }
    for name, size in [("", file.size), *((name, size["size"]) for name, size in file.sizes.items())]:
        kept = kept_bytes(file, name)
        assert len(kept) == size
        assert SECRET not in kept
        assert not opened(kept).getexif()
    assert {size["content_type"] for size in file.sizes.values()} == {"image/webp"}


async def test_only_what_would_be_smaller(bob: User, pool: WorkerPool) -> None:
    for side, names in ((480, set()), (481, {"small"}), (1601, {"small", "large"})):
        file = await pool.run(file_of, bob, photo(size=(side, 20)))
        await make_sizes(pool, file_id=str(file.id))
        await pool.run(file.refresh_from_db)
        assert set(file.sizes) == names


async def test_again_makes_nothing_new(bob: User, pool: WorkerPool) -> None:
    file = await pool.run(file_of, bob, photo(size=(600, 20)))
    await make_sizes(pool, file_id=str(file.id))
    before = {one.key: one.changed_at for one in get_storage().find_all()}
    await make_sizes(pool, file_id=str(file.id))
    assert {one.key: one.changed_at for one in get_storage().find_all()} == before


async def test_of_an_animation_its_first_frame(bob: User, pool: WorkerPool) -> None:
    file = await pool.run(file_of, bob, moving("GIF", size=(500, 20)))
    await make_sizes(pool, file_id=str(file.id))
    await pool.run(file.refresh_from_db)
    assert opened(kept_bytes(file, "small")).size[0] == 480
    assert getattr(opened(kept_bytes(file, "small")), "n_frames", 1) == 1


async def test_gone_before_it_begins(bob: User, pool: WorkerPool) -> None:
    upload = await pool.run(bring_picture, bob, photo(size=(600, 20)))
    file = upload.file
    assert file is not None
    before = {one.key for one in get_storage().find_all()}
    storage_of(file).remove(file)
    await make_sizes(pool, file_id=str(file.id))
    await pool.run(upload.delete)
    await pool.run(file.delete)
    await make_sizes(pool, file_id=str(upload.file_id))
    assert {one.key for one in get_storage().find_all()} < before


async def test_gone_while_it_was_at_it(bob: User, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left in the storage that no row names."""
    upload = await pool.run(bring_picture, bob, photo(size=(600, 20)))
    file = upload.file
    assert file is not None
    from flowchat.chat.media.actions import sizes

    note = sizes._note

    def delete_first(file_id: Any, made: Any) -> bool:
        upload.delete()
        StoredFile.objects.filter(id=file_id).delete()
        return note(file_id, made)

    monkeypatch.setattr(sizes, "_note", delete_first)
    await make_sizes(pool, file_id=str(file.id))
    assert f"{file.key}-small" not in {one.key for one in get_storage().find_all()}


async def test_what_is_no_picture(bob: User, pool: WorkerPool) -> None:
    upload = await pool.run(bring_file, bob)
    await make_sizes(pool, file_id=str(upload.file_id))
    assert (await pool.run(StoredFile.objects.get, id=upload.file_id)).sizes == {}


def test_the_job_is_known_and_kept_with_the_picture(bob: User) -> None:
    file = file_of(bob)
    with transaction.atomic():
        make_sizes_later(file)
    job = ProcrastinateJob.objects.get(task_name=SMALLER)
    assert job.args == {"file_id": str(file.id), "face": 0}
    assert registered()[SMALLER] is make_sizes


async def test_busy_decoders_use_up_no_try(
    bob: User, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await pool.run(file_of, bob, photo(size=(800, 600)))
    with monkeypatch.context() as busy:
        busy.setattr(sizes, "make_size", be_busy)
        before = await pool.run(waiting_later)
        await make_sizes(pool, file_id=str(file.id))
    assert await pool.run(waiting_later) == before + 1


def be_busy(source: Path, target: Path, *, box: int) -> None:
    raise Unavailable


def waiting_later() -> int:
    return ProcrastinateJob.objects.filter(task_name=SMALLER, scheduled_at__gt=timezone.now()).count()
