"""The files for deploying: read by the programs and schemas they are for, and true to what the server takes."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from flowchat.cli.main import make_parser
from tools.prepare import ROOT, VENV, prepare_program

CONTAINER = ROOT / "ops" / "container"
SETTINGS = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", (ROOT / "docs" / "operating.md").read_text()))
OUTSIDE = {"PYTHON_VERSION"}
"""Read by the platform, not by us."""

STRING = {"type": "string"}


def fields(required: str = "", **properties: Any) -> dict[str, Any]:
    """Return a schema of an object with these fields and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required.split(),
    }


# As render.com documents its Blueprints, as far as ours goes.
VARIABLE = fields(
    "key",
    key=STRING,
    value=STRING,
    generateValue={"const": True},
    fromDatabase=fields("name property", name=STRING, property={"const": "connectionString"}),
    fromService=fields(
        "name type property", name=STRING, type=STRING, property={"const": "connectionString"}
    ),
)
NAMED = {"name": STRING, "plan": STRING}
WEB = fields(
    "type name runtime buildCommand startCommand",
    **NAMED,
    type={"const": "web"},
    runtime={"const": "python"},
    buildCommand=STRING,
    startCommand=STRING,
    healthCheckPath={"type": "string", "pattern": "^/"},
    maxShutdownDelaySeconds={"type": "integer", "minimum": 1, "maximum": 300},
    disk=fields("name mountPath", name=STRING, mountPath=STRING, sizeGB={"type": "integer"}),
    envVars={"type": "array", "items": VARIABLE},
)
STORE = fields(
    "type name ipAllowList",
    **NAMED,
    type={"const": "keyvalue"},
    ipAllowList={"type": "array"},
    maxmemoryPolicy={"enum": ["noeviction", "allkeys-lru", "volatile-lru", "volatile-ttl"]},
)
DATABASE = fields(
    "name",
    **NAMED,
    postgresMajorVersion={"enum": ["14", "15", "16", "17", "18"]},
    ipAllowList={"type": "array"},
)
BLUEPRINT = fields(
    "services",
    services={"type": "array", "items": {"oneOf": [WEB, STORE]}},
    databases={"type": "array", "items": DATABASE},
)
# As vercel.com documents vercel.json.
PAIR = fields("key value", key=STRING, value=STRING)
HEADERS = fields("source headers", source=STRING, headers={"type": "array", "items": PAIR})
VERCEL = fields(
    "installCommand buildCommand outputDirectory rewrites headers",
    **{"$schema": STRING},
    framework={"type": ["string", "null"]},
    installCommand=STRING,
    buildCommand=STRING,
    outputDirectory=STRING,
    rewrites={"type": "array", "items": fields("source destination", source=STRING, destination=STRING)},
    headers={"type": "array", "items": HEADERS},
)


def faults(schema: dict[str, Any], document: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(schema).iter_errors(document)]


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def run(*command: str, **options: Any) -> str:
    """Run a program that must be content; return what it said."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return f"{done.stdout}{done.stderr}"


def check_command(words: list[str]) -> None:
    """Let the command line's own parser read a `flowchat …` command."""
    assert words[0] == "flowchat"
    make_parser().parse_args(words[1:])


def test_the_blueprint_for_render() -> None:
    document = read_yaml(ROOT / "render.yaml")
    assert faults(BLUEPRINT, document) == []
    web, store = document["services"]
    names = {one["key"] for one in web["envVars"]}
    assert names <= SETTINGS | OUTSIDE
    assert {one["fromDatabase"]["name"] for one in web["envVars"] if "fromDatabase" in one} == {
        one["name"] for one in document["databases"]
    }
    assert {one["fromService"]["name"] for one in web["envVars"] if "fromService" in one} == {store["name"]}
    disk = web["disk"]["mountPath"]
    assert {"key": "FLOWCHAT_DATA", "value": disk} in web["envVars"]
    for lock in re.findall(r"-r (\S+)", web["buildCommand"]):
        assert (ROOT / lock).is_file()
    said = run(
        "sh",
        "-c",
        web["startCommand"].replace("exec", "echo", 1),
        env={"PORT": "10000", "PATH": "/bin:/usr/bin"},
    )
    check_command(said.split())


@pytest.mark.parametrize("file", ["vercel.json", "ops/vercel/through-vercel.json"])
def test_the_files_for_vercel(file: str) -> None:
    document = json.loads((ROOT / file).read_text())
    assert faults(VERCEL, document) == []
    scripts = json.loads((ROOT / "web/package.json").read_text())["scripts"]
    assert document["buildCommand"] == "npm --prefix web run build"
    assert "build" in scripts
    page = next(one["source"] for one in document["rewrites"] if one["destination"] == "/index.html")
    for path, is_page in {
        "/rooms/1": True,
        "/sign-in": True,
        "/assets/gone.js": False,
        "/logo.png": False,
    }.items():
        assert bool(re.fullmatch(page, path)) == is_page


def test_the_two_files_for_vercel_differ_in_one_rewrite() -> None:
    plain = json.loads((ROOT / "vercel.json").read_text())
    through = json.loads((ROOT / "ops/vercel/through-vercel.json").read_text())
    assert through["rewrites"].pop(0)["source"] == "/api/(.*)"
    assert through == plain


def test_the_compose_file() -> None:
    """By the schema of the Compose specification."""
    path = CONTAINER / "compose.yaml"
    run(str(VENV / "bin" / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(path))
    document = read_yaml(path)
    app = document["services"]["app"]
    check_command(app["command"])
    assert set(app["environment"]) <= SETTINGS
    build = app["build"]
    assert ((CONTAINER / build["context"]).resolve(), build["dockerfile"]) == (
        ROOT,
        "ops/container/Containerfile",
    )
    for service in document["services"].values():
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in document["volumes"]
    wanted = set(re.findall(r"\$\{(\w+)", path.read_text()))
    told = set(re.findall(r"(?m)^(\w+)=", (CONTAINER / "env.example").read_text()))
    assert wanted == told


def test_the_containerfile() -> None:
    """By hadolint, and against the tree: what it copies must be there, and not be kept out of the build."""
    path = CONTAINER / "Containerfile"
    run(str(VENV / "bin" / "hadolint"), "--failure-threshold", "info", str(path))
    text = path.read_text()
    let_in = re.findall(r"(?m)^!(\S+)$", (CONTAINER / "Containerfile.dockerignore").read_text())
    for sources in re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", text):
        for source in sources.split():
            assert (ROOT / source).exists()
            assert source.split("/")[0] in let_in
    last = text.rpartition("\nFROM ")[2]
    assert re.search(r"(?m)^USER 10001:10001$", last)
    check_command(json.loads(re.findall(r"(?m)^CMD (\[.*\])$", last)[-1]))
    assert set(re.findall(r"(FLOWCHAT_\w+)=", text)) - {"FLOWCHAT_WEB_BUILT"} <= SETTINGS


def test_the_health_check_of_the_container() -> None:
    """Nothing listens at its port here, so the same command must fail."""
    text = (CONTAINER / "Containerfile").read_text()
    command = json.loads(re.findall(r"(?m)^    CMD (\[.*\])$", text)[0])
    free = [word.replace(":8000", ":9") for word in command[1:]]
    done = subprocess.run([sys.executable, *free], capture_output=True, check=False)
    assert done.returncode != 0


def test_the_unit_for_systemd(tmp_path: Path) -> None:
    text = (ROOT / "ops/vm/flowchat.service").read_text()
    command = re.findall(r"(?m)^ExecStart=(.+)$", text)[0].split()
    check_command([Path(command[0]).name, *command[1:]])
    # systemd wants to find the program.
    unit = tmp_path / "flowchat.service"
    unit.write_text(text.replace(command[0], "/bin/true"))
    program = prepare_program("systemd-analyze")
    assert run(program, "verify", "--man=no", str(unit)).strip() == ""
    # 2.0 of 10 is where systemd begins to call a service well kept.
    run(program, "security", "--offline=true", "--threshold=20", str(unit))
    told = set(re.findall(r"(?m)^([A-Z_]+)=", (ROOT / "ops/vm/env.example").read_text()))
    assert told <= SETTINGS
