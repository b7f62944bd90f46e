"""Puts the built web client into the packages: `web/dist` into the source package, `flowchat/web` into the wheel.

A wheel made from a checkout builds the client first, if its sources changed; one made from a source package takes
the client that is inside, so it needs no Node.js. FLOWCHAT_WEB_BUILT=1 says the same of a checkout: web/dist is whole
(a container's build makes it in a stage of its own).
"""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebClientHook(BuildHookInterface[Any]):
    """Called by hatchling before it packs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build if need be, then add the client. Editable installs serve web/dist of the checkout and need nothing."""
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "PKG-INFO").exists() and os.environ.get("FLOWCHAT_WEB_BUILT") != "1":
            _build(root)
        _precompress(root)
        target = "web/dist" if self.target_name == "sdist" else "flowchat/web"
        build_data["force_include"][str(root / "web" / "dist")] = target


def _precompress(root: Path) -> None:
    """A client that was built elsewhere, as for a container, has no compressed copies yet."""
    sys.path.insert(0, str(root))
    try:
        from tools.precompress import precompress
    finally:
        sys.path.remove(str(root))
    precompress(root / "web" / "dist")


def _build(root: Path) -> None:
    sys.path.insert(0, str(root))
    try:
        from tools.build_web import build_web
        from tools.prepare import Missing
    finally:
        sys.path.remove(str(root))
    try:
        build_web()
    except Missing as missing:
        raise SystemExit(f"The web client can't be built: {missing}") from missing
