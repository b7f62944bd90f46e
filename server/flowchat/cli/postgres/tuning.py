"""PostgreSQL's settings: small at rest, safe by default, silent about what people write."""

import sys

# A UTF-8 locale that is always there: macOS has no C.UTF-8 before version 14.
LIBC_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"

_ALWAYS = {
    "listen_addresses": "",  # no TCP port, only the socket
    "unix_socket_permissions": "0700",
    "shared_buffers": "32MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "wal_buffers": "1MB",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "wal_level": "replica",
    "max_logical_replication_workers": "0",  # saves the launcher process
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A failing statement would be logged with the message or e-mail address in it.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
_SINCE = {18: {"io_method": "worker", "io_workers": "1"}}
# Only for clusters that are thrown away, such as the tests': a power cut may destroy all of it.
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


_CONNECTIONS, _FOR_ONE = 45, 15
"""For commands, backups and people with psql; and for each worker, which holds 14 when all its threads are in use
(4 for requests, 2 for passwords, 3 for uploads, 3 for jobs, 2 for the mirror). During a reload there is one worker
more.
"""


def server_options(*, version: int, durable: bool, workers: int = 1) -> list[str]:
    """Answer the `-c name=value` arguments of the postmaster."""
    more = workers if workers > 1 else 0
    settings = {**_ALWAYS, "max_connections": str(_CONNECTIONS + _FOR_ONE * (1 + more))}
    for since, extra in _SINCE.items():
        settings.update(extra if version >= since else {})
    settings.update({} if durable else _NOT_DURABLE)
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def locale_options(version: int) -> list[str]:
    """Answer initdb's locale arguments.

    The built-in C.UTF-8 (since 17) folds case in every script and, unlike libc's, sorts the same on every machine.
    """
    options = [f"--locale={LIBC_LOCALE}"]
    return [*options, "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if version >= 17 else options
