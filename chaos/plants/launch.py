"""Starts the server with a bug in it: `python -m chaos.plants.launch NAME serve …`.

The product has no switch for this. A bug is a function that changes a module right after its import, wherever that
happens: in this process or in one that is forked from it.
"""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

from chaos.plants.bugs import BUGS


class _Planting(Loader):
    """Runs a module, then spoils it."""

    def __init__(self, loader: Loader, spoil: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._spoil = spoil

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave it to the usual loader."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module as usual and plant the bug."""
        self._loader.exec_module(module)
        self._spoil(module)


class Planter(MetaPathFinder):
    """Finds one module in the usual way, and has it spoilt."""

    def __init__(self, module: str, spoil: Callable[[ModuleType], None]) -> None:
        self._module = module
        self._spoil = spoil

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer for the one module only."""
        if name != self._module:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Planting(spec.loader, self._spoil)
        return spec


def main() -> int:
    """Plant the bug that the first argument names and go on as `flowchat` does."""
    bug = BUGS[sys.argv[1]]
    sys.meta_path.insert(0, Planter(bug.module, bug.spoil))
    from flowchat.cli.main import main as flowchat

    return flowchat(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
