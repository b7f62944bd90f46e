"""bin/run: prepares this checkout (its Python packages, its web client) and becomes `flowchat serve`."""

import os
import sys
import time
from collections.abc import Callable, Sequence

from tools.build_web import build_web
from tools.prepare import PYTHON, Missing, prepare_python

OF_EXTRAS = ("FIREBASE_PROJECT_ID", "CLOUDINARY_URL", "FLOWCHAT_S3_BUCKET", "REDIS_URL")
"""Settings of services beside the server, whose libraries not everyone needs."""


def main(arguments: Sequence[str]) -> int:
    """Prepare, then replace this process by the server, so that signals reach it directly."""
    print("Preparing", file=sys.stderr)
    try:
        _tell(
            "Python packages",
            lambda: prepare_python("extras" if any(map(os.environ.get, OF_EXTRAS)) else "run"),
        )
        _tell("web client", build_web)
    except Missing as missing:
        print(f"bin/run: {missing}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    os.environ.pop("PYTHONPATH", None)
    return os.execv(PYTHON, [str(PYTHON), "-P", "-m", "flowchat.cli.main", "serve", *arguments])


def _tell(name: str, prepare: Callable[[], bool]) -> None:
    """Do one step and print its time. On a terminal its name stands there while it runs: npm can take a minute."""
    if sys.stderr.isatty():
        print(f"  {name} ...", end="\r", file=sys.stderr, flush=True)
    began = time.monotonic()
    note = "made" if prepare() else "unchanged"
    print(f"  {name:<24}{time.monotonic() - began:6.2f} s  {note}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
