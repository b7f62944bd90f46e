"""Files that nobody wrote by hand: mutated, cut and joined. Whatever they are, the answer is a picture or a refusal."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from flowchat.chat.media.pictures import PictureRefused, clean_picture
from flowchat.chat.media.tests.pictures import moving, photo

SEEDS = [
    *(photo(form, size=(24, 18)) for form in ("JPEG", "PNG", "WEBP", "AVIF")),
    *(moving(form, size=(20, 16)) for form in ("GIF", "PNG", "WEBP")),
]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["set", "drop", "repeat", "cut", "large"]), st.floats(0, 1), st.integers(0, 255)
    ),
    max_size=8,
)


def mutated(data: bytes, changes: list[tuple[str, float, int]]) -> bytes:
    """Change bytes here and there; the beginning, by which it is known, stays."""
    made = bytearray(data)
    for what, where, value in changes:
        at = 12 + int(where * max(0, len(made) - 13))
        match what:
            case "set":
                made[at : at + 1] = bytes([value])
            case "drop":
                del made[at : at + value]
            case "repeat":
                made[at:at] = made[at : at + value]
            case "cut":
                del made[max(at, 16) :]
            case _:
                made[at : at + 4] = b"\xff\xff\xff" + bytes([value])
    return bytes(made)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.sampled_from(SEEDS), changes=CHANGES)
def test_a_picture_or_a_refusal(seed: bytes, changes: list[tuple[str, float, int]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(mutated(seed, changes))
        try:
            made = clean_picture(path)
        except PictureRefused:
            assert list(path.parent.iterdir()) == [path]
            return
        with Image.open(made.path) as image:
            image.load()
            assert image.size == (made.width, made.height)
            assert not image.getexif()
        assert made.size == made.path.stat().st_size


@pytest.mark.parametrize("first", [photo("JPEG"), photo("PNG"), moving("GIF")])
@pytest.mark.parametrize(
    "second", [photo("WEBP"), b"%PDF-1.7\n" + b"secret plans" * 50, b"<html><script>1</script>"]
)
def test_two_files_in_one(first: bytes, second: bytes, tmp_path: Path) -> None:
    path = tmp_path / "both"
    path.write_bytes(first + second)
    kept = clean_picture(path).path.read_bytes()
    assert second not in kept
    with Image.open(io.BytesIO(kept)) as image:
        image.load()
