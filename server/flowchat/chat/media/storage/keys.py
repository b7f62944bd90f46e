"""Keys: under which names storages keep files."""

import re

_PART = re.compile(r"[0-9A-Za-z_-][0-9A-Za-z._-]{0,99}")


def checked(key: str) -> str:
    """Return the key. Raises ValueError for one that could lead anywhere but below the storage's own place.

    Keys are made of ids by this server, so a bad one is a bug; it still must not become a path.
    """
    if len(key) > 200 or not all(_PART.fullmatch(part) for part in key.split("/")):
        raise ValueError("This is no key for a storage.")
    return key
