"""The package people install: it holds the built client and serves it from a clean environment, without Node.js."""

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import httpx
import pytest

from flowchat.cli.tests.commands import environment_of
from tools.prepare import ROOT
from tools.stack import Stack


def _build(kind: str, source: Path, target: Path, path: str) -> Path:
    """Build with hatchling as pip does, on a PATH of our choosing."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)],
        cwd=source,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(target.glob("*.whl" if kind == "wheel" else "*.tar.gz"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a source package holds."""
    folder = tmp_path_factory.mktemp("packages")
    packed = _build("sdist", ROOT, folder, os.environ["PATH"])
    with tarfile.open(packed) as archive:
        archive.extractall(folder / "source", filter="data")
    return next((folder / "source").iterdir())


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel by the longest way: checkout, source package, and from that the wheel, with no Node.js in sight."""
    folder = tmp_path_factory.mktemp("wheel")
    return _build("wheel", source, folder, str(folder / "no-programs"))


def test_a_client_built_in_another_stage_is_taken(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in ops/container/Containerfile, whose stage for Python has no Node.js."""
    checkout = tmp_path / "checkout"
    shutil.copytree(source, checkout)
    (checkout / "PKG-INFO").unlink()
    for copy in (checkout / "web" / "dist").rglob("*.gz"):
        copy.unlink()  # npm alone makes none
    no_programs = str(tmp_path / "no-programs")
    with pytest.raises(AssertionError, match="client can't be built"):
        _build("wheel", checkout, tmp_path, no_programs)
    monkeypatch.setenv("FLOWCHAT_WEB_BUILT", "1")
    names = zipfile.ZipFile(_build("wheel", checkout, tmp_path, no_programs)).namelist()
    assert "flowchat/web/index.html" in names
    assert any(name.endswith(".js.gz") for name in names)


def test_the_wheel_holds_the_client_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "flowchat/web/index.html" in names
    assert any(name.startswith("flowchat/web/assets/") for name in names)
    assert any(name.endswith(".js.gz") for name in names), "smaller on the way"
    assert not [name for name in names if "/tests/" in name or name.startswith(("server/", "web/", "tools/"))]


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Path:
    """A clean environment with the wheel in it. What FlowChat depends on comes from the tests' own environment."""
    home = tmp_path / "clean"
    venv.create(home, with_pip=False, symlinks=True)
    packages = next((home / "lib").glob("python3*/site-packages"))
    zipfile.ZipFile(wheel).extractall(packages)
    own = [path for path in sys.path if path.endswith("site-packages")]
    # Added as plain paths, so that no .pth file in them leads back to this checkout.
    (packages / "dependencies.pth").write_text("".join(f"{path}\n" for path in own))
    return home / "bin" / "python"


class InstalledStack(Stack):
    """The server of an installed package instead of the checkout's."""

    def __init__(self, python: Path) -> None:
        super().__init__(environment={"PYTHONPATH": ""})
        self.python = python

    def command(self, *arguments: str) -> list[str]:
        name, *rest = arguments
        return [str(self.python), "-P", "-m", "flowchat.cli.main", name, "--data", str(self.data), *rest]


def test_an_installed_package_serves_the_client(installed: Path) -> None:
    with InstalledStack(installed) as stack:
        page = httpx.get(f"{stack.url}/")
        assert page.status_code == 200
        assert "<!doctype html>" in page.text.lower()
        assert httpx.get(f"{stack.url}/readyz").text == "ready"


def test_an_installed_package_keeps_its_data_where_the_platform_has_it(
    installed: Path, tmp_path: Path
) -> None:
    environment = environment_of(tmp_path)
    del environment["FLOWCHAT_DATA"], environment["PYTHONPATH"]
    script = "from flowchat.config import paths; print(paths.checkout_root(), paths.data_folder(), paths.web_build())"
    done = subprocess.run(
        [str(installed), "-P", "-c", script],
        env={**environment, "XDG_DATA_HOME": str(tmp_path / "share"), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    root, data, web = done.stdout.split()
    assert root == "None"
    assert Path(data).is_relative_to(tmp_path)
    assert web.endswith("flowchat/web")
