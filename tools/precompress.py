"""Makes the compressed copies of the web client's files that a server hands out. Only the standard library.

Scripts, styles and the like are the same for everyone and hold no secret, so that compressing them tells nobody
anything (BREACH), and they never change under their name: once, as small as gzip gets, and never again.
"""

import gzip
from pathlib import Path

ENDINGS = {".css", ".js", ".json", ".svg", ".wasm"}
SMALLEST = 1024
"""What fits into a packet or so gains nothing."""


def precompress(build: Path) -> int:
    """Put a `.gz` beside each file of a build that gets smaller by it; return how many were made now.

    Only of those with a hash of their content in the name: a copy of anything else could become stale.
    """
    made = 0
    for path in sorted((build / "assets").glob("*")):
        copy = path.with_name(f"{path.name}.gz")
        if path.suffix not in ENDINGS or path.stat().st_size < SMALLEST or copy.exists():
            continue
        content = path.read_bytes()
        small = gzip.compress(content, 9, mtime=0)  # no time: the same build has the same bytes
        if len(small) < len(content) * 0.9:
            # Whole or not at all: what is there is believed, here and by browsers for years.
            draft = copy.with_name(f"{copy.name}.part")
            draft.write_bytes(small)
            draft.replace(copy)
            made += 1
    return made
