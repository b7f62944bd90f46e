"""What the child process is asked for. Arguments are a name, the two files, and numbers; the answer is JSON."""

import json
from dataclasses import asdict
from pathlib import Path

from flowchat.chat.media.decoding import cleaning
from flowchat.chat.media.decoding.opening import Refused


def work(arguments: list[str], _body: bytes) -> bytes:
    """Make a picture; answer what it is, or `refused` with a sentence. Everything else ends the process."""
    name, source, target, pixels, box = arguments
    try:
        made = _make(name, Path(source), Path(target), int(pixels), int(box))
    except Refused as refusal:
        return json.dumps({"refused": str(refusal)}).encode()
    return json.dumps(asdict(made)).encode()


def _make(name: str, source: Path, target: Path, pixels: int, box: int) -> cleaning.Made:
    if name == "clean":
        return cleaning.clean(source, target, pixels=pixels)
    if name == "face":
        return cleaning.face(source, target, pixels=pixels)
    return cleaning.smaller(source, target, box=box, pixels=pixels)
