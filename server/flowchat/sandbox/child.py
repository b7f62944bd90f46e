"""The child process: gives its rights up, does one piece of work, and may do next to nothing else.

`python -m flowchat.sandbox.child <memory> <cpu seconds> <file bytes> <module>:<function> [argument ...]` calls
`function(arguments, body)` with what stands on standard input, and writes the bytes that it returns.
"""

import contextlib
import importlib
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

Work = Callable[[list[str], bytes], bytes]


def main(arguments: list[str]) -> int:
    """Do one piece of work with hard limits; answer the exit status."""
    memory, cpu_seconds, file_bytes, name, *others = arguments
    _give_up_rights(memory=int(memory), cpu_seconds=int(cpu_seconds), file_bytes=int(file_bytes))
    # Imported under the limits, too: what a decoder does at import is its business, not ours.
    module, _, function = name.partition(":")
    work: Work = getattr(importlib.import_module(module), function)
    sys.stdout.buffer.write(work(others, sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()
    return 0


def _give_up_rights(*, memory: int, cpu_seconds: int, file_bytes: int) -> None:
    """Not more memory, time or files than the work takes, no core; and after the chat itself, not before it."""
    os.nice(5)
    limits = {
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: file_bytes,  # pipes are no files
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: memory,
    }
    for kind, limit in limits.items():
        # macOS refuses some of them; the parent's own limit on time holds everywhere.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))
    # Where memory is short it is this process that Linux should end, and never the database.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
