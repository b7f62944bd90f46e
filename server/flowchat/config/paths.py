"""Where things are: the checkout, the data folder, the built web client. Imports nothing heavy."""

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent.parent


def checkout_root() -> Path | None:
    """The folder of the git checkout this code runs from, or None for an installed package."""
    root = _PACKAGE.parent.parent
    in_checkout = _PACKAGE.parent.name == "server" and (root / "pyproject.toml").is_file()
    return root if in_checkout else None


def data_folder() -> Path:
    """The folder that holds everything worth keeping.

    FLOWCHAT_DATA wins; then `var/` in a checkout; then the platform's place for a user's application data.
    """
    chosen = os.environ.get("FLOWCHAT_DATA", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    root = checkout_root()
    return root / "var" if root else Path(platformdirs.user_data_dir("flowchat", appauthor=False))


def web_build() -> Path | None:
    """The folder with the built web client (it holds index.html), or None when it was not built."""
    root = checkout_root()
    folder = root / "web" / "dist" if root else _PACKAGE / "web"
    return folder if (folder / "index.html").is_file() else None
