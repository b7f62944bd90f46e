"""Animations made anew, frame by frame, in their own format."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from flowchat.chat.media.decoding.colours import pixels_of
from flowchat.chat.media.decoding.opening import Form, Opened

_SHORTEST = 20
"""Milliseconds; browsers show frames that claim less for 100."""
_LONGEST = 60_000
_OPTIONS: dict[Form, dict[str, Any]] = {
    "GIF": {"optimize": False},
    "PNG": {"compress_level": 4},
    "WEBP": {"quality": 85, "method": 1},
    "AVIF": {"quality": 75, "speed": 10},
}


def write_animation(source: Opened, target: Path) -> Image.Image:
    """Write an animation without anything but its pixels, times and number of rounds; return its first frame."""
    # Together, for most writers want a list; `MOVING_PIXELS` bounds it.
    frames, times = zip(*_frames(source), strict=True)
    first: Image.Image = frames[0]
    options = {**_OPTIONS[source.form], "duration": list(times)}
    if source.form == "GIF":
        # What a frame leaves transparent must not show the one before.
        options["disposal"] = 2 if any(one.has_transparency_data for one in frames) else 1
    loop = source.image.info.get("loop")
    if source.form != "AVIF" and isinstance(loop, int):
        options["loop"] = min(loop, 65_535)
    first.save(target, source.form, save_all=True, append_images=list(frames[1:]), **options)
    return first


def _frames(source: Opened) -> Iterator[tuple[Image.Image, int]]:
    image = source.image
    profile = image.info.get("icc_profile")
    for number in range(source.frames):
        image.seek(number)
        frame = image.copy()
        # At times of decoding: some formats tell a frame's duration only then.
        duration = int(image.info.get("duration") or 0)
        yield pixels_of(frame, profile), min(max(duration, _SHORTEST), _LONGEST)
