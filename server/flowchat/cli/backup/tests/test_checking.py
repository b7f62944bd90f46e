"""`--verify`: nothing that isn't exactly what was written passes for a backup, and nothing hostile does harm."""

import functools
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from flowchat.cli.backup import reading
from flowchat.cli.backup.checking import check_file
from flowchat.cli.backup.layout import CONTENTS, FORMAT, HEAD, SUMS, Damaged, Table
from flowchat.cli.backup.tests.packed import KEY, Parts, contents, head, pack, rows, whole
from flowchat.cli.main import main
from flowchat.config.problems import Problem


@functools.cache
def backup_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return pack(Path(folder, "whole.tar"), whole()).read_bytes()


def test_a_whole_one_passes(tmp_path: Path) -> None:
    checked = check_file(pack(tmp_path / "whole.tar", whole()))
    assert {name: table.rows for name, table in checked.contents.tables.items()} == {
        "none": 0,
        "one": 3,
        "two": 1,
    }
    assert (checked.contents.uploads.files, checked.contents.uploads.size) == (2, 1212)


@settings(deadline=None, max_examples=300)
@given(place=some.integers(0, 10**6), bit=some.integers(0, 7))
def test_no_changed_bit_gets_by(place: int, bit: int) -> None:
    """Whatever bit turns over: it is found, or it was in the filling between parts, which means nothing."""
    backup = backup_bytes()
    place %= len(backup)
    changed = bytearray(backup)
    changed[place] ^= 1 << bit
    if _is_filling(backup, place):
        assert _check(bytes(changed)) == _check(backup)
    else:
        with pytest.raises(Problem):
            _check(bytes(changed))


@settings(deadline=None, max_examples=100)
@given(place=some.integers(0, 10**6))
def test_no_cut_gets_by(place: int) -> None:
    backup = backup_bytes()
    length = place % (len(backup) - tarfile.BLOCKSIZE)
    with pytest.raises(Damaged):
        _check(backup[:length])


@settings(deadline=None, max_examples=100)
@given(garbage=some.binary(max_size=3000))
def test_garbage_is_no_backup(garbage: bytes) -> None:
    with pytest.raises(Damaged):
        _check(garbage)


def _check(data: bytes) -> object:
    descriptor = os.memfd_create("backup") if sys.platform == "linux" else None
    assert descriptor is not None
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        return check_file(Path(f"/proc/self/fd/{file.fileno()}"))


def _is_filling(backup: bytes, place: int) -> bool:
    """Whether a byte is neither a header's nor a part's."""
    with tarfile.open(fileobj=io.BytesIO(backup)) as archive:
        for member in archive:
            if member.offset <= place < member.offset_data + member.size:
                return False
    last = member.offset_data + -(-member.size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
    # The first block of zeros says that the end is here; what follows it is never read.
    return not last <= place < last + tarfile.BLOCKSIZE


def _without(name: str) -> Callable[[Parts], Parts]:
    return lambda parts: [part for part in parts if part[0] != name]


def _with(*more: tuple[str, bytes], at: int) -> Callable[[Parts], Parts]:
    return lambda parts: [*parts[:at], *more, *parts[at:]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_without(HEAD), "no backup"),
        (_without(CONTENTS), "cut short"),
        (_without("database/one/000001.copy.gz"), "wrong place"),
        (_without("database/one/000002.copy.gz"), "rows of one are missing"),
        (_without("database/two/000001.copy.gz"), "rows of two are missing"),
        (_without(f"uploads/{KEY}"), "uploads are missing"),
        (_with(rows("three", 1, b"1\n"), at=5), "rows of three are missing"),
        (_with((HEAD, head()), at=1), "twice"),
        (_with(("folder/secrets.json", b"{}"), at=2), "twice"),
        (_with(("folder/secrets.json", b"{}"), at=4), "wrong place"),
        (_with((HEAD, head()), at=3), "wrong place"),
        (_with(("folder/server.lock", b"1"), at=1), "it holds"),
        (_with(("uploads/../../secrets.json", b"1"), at=6), "it holds"),
        (_with(("uploads//etc/passwd", b"1"), at=6), "it holds"),
        (_with(("uploads/a/./b", b"1"), at=6), "it holds"),
        (_with(("/etc/passwd", b"1"), at=6), "it holds"),
        (_with(("../evil", b"1"), at=1), "it holds"),
        (_with(('database/a"; DROP TABLE b/000001.copy.gz', b"1"), at=2), "it holds"),
        (_with(("database/one/000003.copy.gz", b"no gzip"), at=4), "can't be unfolded"),
        (_with(("folder/filled-with-the-demo", b" " * 70_000), at=1), "too large"),
        (lambda parts: [(HEAD, b"{}"), *parts[1:]], "no backup"),
        (lambda parts: [*parts[:-1], (CONTENTS, b'{"tables": 3}')], "can't be read"),
        (lambda parts: [*parts[:-1], (CONTENTS, contents({}))], "rows of"),
    ],
)
def test_parts_that_do_not_belong(tmp_path: Path, change: Callable[[Parts], Parts], told: str) -> None:
    """Checksums that fit don't help what no backup holds, or what isn't as much as was counted."""
    with pytest.raises(Damaged, match=told):
        check_file(pack(tmp_path / "odd.tar", change(whole())))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE])
def test_no_part_leads_elsewhere(tmp_path: Path, kind: bytes) -> None:
    link = tarfile.TarInfo(HEAD)
    link.type, link.linkname = kind, "/etc/passwd"
    (tmp_path / "link.tar").write_bytes(link.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    with pytest.raises(Damaged, match="no plain part"):
        check_file(tmp_path / "link.tar")


def test_a_part_larger_than_the_file(tmp_path: Path) -> None:
    large = tarfile.TarInfo(HEAD)
    large.size = 2**62
    (tmp_path / "large.tar").write_bytes(large.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    with pytest.raises(Damaged, match="cut short"):
        check_file(tmp_path / "large.tar")


def test_rows_that_unfold_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LONGEST_ROW", 2**20)
    bomb = [rows("one", 1, bytes(6 * 2**20))]
    parts = [(HEAD, head()), *bomb, (CONTENTS, contents({"one": Table(columns=["id"], parts=1)}))]
    with pytest.raises(Damaged, match="unfolds to too much"):
        check_file(pack(tmp_path / "bomb.tar", parts))


def test_checksums_of_another_backup(tmp_path: Path) -> None:
    path = pack(tmp_path / "other.tar", whole(), finish=False)
    strange = b"0" * 64 + b"  backup.json\n"
    about = tarfile.TarInfo(SUMS)
    about.size = len(strange)
    with path.open("ab") as file:
        file.write(about.tobuf(tarfile.GNU_FORMAT) + strange + bytes(-len(strange) % 512 + 1024))
    with pytest.raises(Damaged, match=r"backup\.json is not what was written"):
        check_file(path)


def test_one_of_a_format_to_come(tmp_path: Path) -> None:
    parts = [(HEAD, head(form=FORMAT + 1)), *whole()[1:]]
    with pytest.raises(Problem, match="or newer"):
        check_file(pack(tmp_path / "newer.tar", parts))


def test_what_is_no_file_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        assert main(["restore", "--verify", str(path)]) == 1
        assert "can't be read" in capsys.readouterr().err


_MEASURED = """
import resource, sys
from pathlib import Path
from flowchat.cli.backup.checking import check_file
from flowchat.cli.backup.tests.packed import contents, head
from flowchat.cli.backup.writing import ArchiveWriter

path, count, size = Path(sys.argv[1]), 10_000, 60_000_000
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
with path.open("wb") as file, ArchiveWriter(file, path.parent) as archive:
    archive.add("backup.json", head())
    for number in range(count):
        archive.add(f"uploads/{number:08}", b"")
    archive.add_stream("uploads/large", size, (bytes(1_000_000) for _ in range(size // 1_000_000)))
    told = contents({}, *[b""] * (count + 1)).replace(b'"size":0', b'"size":%d' % size)
    archive.add("contents.json", told)
    archive.finish()
check_file(path)
print(peak() - before)
"""


def test_memory_grows_neither_with_the_number_of_files_nor_with_their_size(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(tmp_path / "large.tar")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    unit = 1024 if sys.platform == "linux" else 1
    assert int(done.stdout) * unit < 8_000_000
