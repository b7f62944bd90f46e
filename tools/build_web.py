"""Builds web/dist/ when the web client's sources changed since it was built. Only the standard library."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.precompress import precompress
from tools.prepare import CACHE, ROOT, WEB, only_one, prepare_web, run

DIST = WEB / "dist"
KEPT_APART = 4
TOGETHER = {"FLOWCHAT_SERVER_ORIGIN": "", "FLOWCHAT_SOCKET_ORIGIN": ""}
"""What our own server serves finds everything where it came from, whatever the shell has set for another build."""
STAMP = CACHE / "web-build.sha256"
_NOT_SOURCES = {"node_modules", "dist", "dist.new", "coverage"}


def build_web() -> bool:
    """Bring web/dist/ up to date; answer whether anything had to be built. Raises Missing without Node.js.

    The new build takes the old one's place only when it is whole, so a running server never serves half of one.
    """
    with only_one("web-build"):
        mark = _fingerprint()
        if is_built() and STAMP.exists() and STAMP.read_text() == mark:
            precompress(DIST)  # a build by other means, or by an older checkout, has no copies
            return False
        prepare_web()
        draft = WEB / "dist.new"
        command = ["npm", "run", "--silent", "build", "--", "--outDir", draft.name, "--emptyOutDir"]
        run(command, cwd=WEB, environment=TOGETHER)
        precompress(draft)
        old = WEB / "dist.old"
        shutil.rmtree(old, ignore_errors=True)
        if DIST.exists():
            DIST.rename(old)
        draft.rename(DIST)
        shutil.rmtree(old, ignore_errors=True)
        STAMP.write_text(mark)
        return True


def build_apart(variables: Mapping[str, str]) -> Path:
    """Build a client for an origin of its own, as a CDN does (docs/deploy/second-origin.md); return its folder.

    It is kept until the sources change.
    """
    mark = hashlib.sha256(f"{_fingerprint()} {sorted(variables.items())}".encode()).hexdigest()
    kept = CACHE / "apart"
    folder = kept / mark[:16]
    with only_one("web-build"):
        if not folder.exists():
            prepare_web()
            draft = kept / "draft"
            command = ["npm", "run", "--silent", "build", "--", "--outDir", str(draft), "--emptyOutDir"]
            run(command, cwd=WEB, environment=variables)
            draft.rename(folder)
            for old in sorted(kept.iterdir(), key=lambda one: one.stat().st_mtime)[:-KEPT_APART]:
                shutil.rmtree(old)
    return folder


def is_built() -> bool:
    """Whether there is a web client to serve, up to date or not."""
    return (DIST / "index.html").is_file()


def _fingerprint() -> str:
    """A hash over the names and contents of everything the build may read."""
    digest = hashlib.sha256()
    for path in _sources(WEB):
        digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_SOURCES or path.name.startswith("dist.") or path.suffix == ".tsbuildinfo":
            continue
        if path.is_dir():
            yield from _sources(path)
        elif path.is_file():
            yield path


if __name__ == "__main__":
    print("Built the web client." if build_web() else "The web client is up to date.")
