"""How many files and connections the server may have open."""

import contextlib
import sys


def allow_many_connections() -> None:
    """Raise the soft limit on open files as far as the hard one lets us; the processes we start inherit it.

    Most systems begin with 1,024, for the sake of programs that use select(); we don't, and each socket of a client,
    each file on its way and each connection to the database is one. Where it can't be raised it stays as it is.
    """
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # macOS says "unlimited" and means less: what it takes at most is not told.
    for wanted in (hard, 10_240):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return
