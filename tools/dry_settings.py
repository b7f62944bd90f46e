"""The real settings for tools that never touch the database: mypy's plugin, the contract exporter."""

import os
import tempfile
from pathlib import Path

os.environ["FLOWCHAT_DATA"] = str(Path(tempfile.gettempdir()) / f"flowchat-dry-{os.getuid()}")
os.environ["DATABASE_URL"] = "postgresql://nobody@localhost/nothing"

from flowchat.config.settings import *  # noqa: F403 - the environment above must come first
