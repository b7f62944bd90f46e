"""The short commands, beside a running server and without one."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from flowchat.cli.tests.commands import flowchat
from flowchat.version import VERSION
from tools.person import Person
from tools.prepared import copy_prepared
from tools.stack import Stack

PASSWORD = "correct horse battery"


@pytest.fixture(params=["beside a server", "without a server"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    if request.param == "without a server":
        yield tmp_path / "data"
        return
    with Stack(prepared=True) as stack:
        yield stack.data


def test_an_account_can_be_made(data: Path) -> None:
    made = flowchat(data, "create-user", "alice", "--name", "Alice", "--role", "owner", typed=f"{PASSWORD}\n")
    assert (made.returncode, made.stdout) == (0, "alice can sign in.\n"), made.stderr
    again = flowchat(data, "create-user", "Alice", typed=f"{PASSWORD}\n")
    assert again.returncode == 1
    assert "taken" in again.stderr
    weak = flowchat(data, "create-user", "bob", typed="short\n")
    assert weak.returncode == 1
    assert "password" in weak.stderr
    refused = flowchat(data, "setup-link")
    assert refused.returncode == 1
    assert "owner already" in refused.stderr


def test_a_new_set_up_link_replaces_the_one_before(data: Path) -> None:
    first, second = (flowchat(data, "setup-link", "--url", "https://chat.example.org/") for _ in range(2))
    assert first.stdout.startswith("https://chat.example.org/setup/")
    assert first.stdout != second.stdout


def test_an_account_made_here_can_sign_in_there_and_is_in_the_first_room() -> None:
    with Stack(prepared=True) as stack:
        owner = {"name": "Alice", "username": "alice", "email": "alice@example.org", "password": PASSWORD}
        places = {"community_name": "Here", "room_name": "Lobby", "token": stack.setup_token}
        assert httpx.post(f"{stack.url}/api/setup/", json={**owner, **places}).status_code == 201
        assert flowchat(stack.data, "create-user", "zed", typed=f"{PASSWORD}\n").returncode == 0
        answer = httpx.post(f"{stack.url}/api/auth/login/", json={"login": "zed", "password": PASSWORD})
        assert answer.status_code == 200
        signed_in = {"Authorization": f"Bearer {answer.json()['access']}"}
        rooms = httpx.get(f"{stack.url}/api/bootstrap/", headers=signed_in).json()["rooms"]
        assert [entry["room"]["name"] for entry in rooms] == ["Lobby"]


def test_what_nothing_names_is_collected(data: Path) -> None:
    flowchat(data, "migrate")
    forgotten = data / "media" / "files" / "ab" / "01234567-89ab-7def-8123-456789abcdef"
    forgotten.parent.mkdir(parents=True)
    forgotten.write_bytes(b"12345")
    os.utime(forgotten, (0, 0))
    dry = flowchat(data, "media", "gc", "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "1 things in a storage that nothing names, 5 bytes would be freed" in dry.stdout
    assert forgotten.exists()
    assert "1 things in a storage that nothing names, 5 bytes freed" in flowchat(data, "media", "gc").stdout
    assert not forgotten.exists()


def test_migrate_says_what_it_did(tmp_path: Path) -> None:
    first = flowchat(tmp_path, "migrate")
    assert "accounts.0001_initial" in first.stdout
    assert flowchat(tmp_path, "migrate").stdout == "The tables are up to date.\n"


def test_version(tmp_path: Path) -> None:
    assert flowchat(tmp_path, "version").stdout.startswith(f"FlowChat {VERSION} ")


def test_no_command_at_all_explains_itself(tmp_path: Path) -> None:
    done = flowchat(tmp_path)
    assert done.returncode == 2
    assert "usage: flowchat" in done.stderr


def _told(output: str) -> dict[str, str]:
    """What doctor said of each thing it looked at: `ok` or `wrong`."""
    lines = [line.split(maxsplit=1) for line in output.splitlines() if line.startswith(("ok", "wrong"))]
    return {rest[:12].strip(): word for word, rest in lines}


EVERYTHING = {
    "settings",
    "data folder",
    "disk",
    "PostgreSQL",
    "web client",
    "origins",
    "database",
    "migrations",
    "keys",
    "files local",
}


def test_doctor_finds_a_running_server_well() -> None:
    with Stack(prepared=True) as stack:
        done = flowchat(stack.data, "doctor")
        told = _told(done.stdout)
        assert set(told) == EVERYTHING | {"clock", "WebSocket"}
        assert {name for name, word in told.items() if word == "wrong"} <= {"web client"}
        assert f"through {stack.url}" in done.stdout


def test_servers_with_keys_of_their_own_are_told(tmp_path: Path) -> None:
    """As when a second machine gets the database's address and not the keys."""
    with Stack(prepared=True) as stack:
        owner = Person(stack.url, address="127.0.0.1")
        owner.set_up(stack.setup_token)
        owner.http.close()
        stack.stop()
        stack.start()
        assert "secrets.json" not in "".join(stack.said)
        assert "ok     keys" in flowchat(stack.data, "doctor").stdout
        stack.stop()
        (stack.data / "secrets.json").rename(tmp_path / "secrets.json")
        stack.start()
        assert "same secrets.json" in "".join(stack.said)
        assert "ok     keys" in flowchat(stack.data, "doctor").stdout
        # Now this is the first machine, and the one with other keys was started after it.
        (tmp_path / "secrets.json").replace(stack.data / "secrets.json")
        told = flowchat(stack.data, "doctor").stdout
        assert "wrong  keys" in told
        assert "the same secrets.json" in told


def test_doctor_says_how_to_mend_what_is_wrong(tmp_path: Path) -> None:
    settings = {"FLOWCHAT_PUBLIC_URL": "http://chat.example.org"}
    done = flowchat(tmp_path, "doctor", settings=settings)
    told = _told(done.stdout)
    assert done.returncode == 1
    assert (told["origins"], told["migrations"], told["WebSocket"]) == ("wrong", "wrong", "ok")
    assert "flowchat migrate" in done.stdout
    assert "https://" in done.stdout


def test_doctor_says_that_the_database_is_away(tmp_path: Path) -> None:
    settings = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    done = flowchat(tmp_path, "doctor", settings=settings)
    assert done.returncode == 1
    assert _told(done.stdout)["database"] == "wrong"
    assert "DATABASE_URL" in done.stdout


def test_doctor_names_half_a_configuration(tmp_path: Path) -> None:
    done = flowchat(tmp_path, "doctor", settings={"FLOWCHAT_MAIL_FROM": "a@example.org"})
    assert done.returncode == 1
    assert "FLOWCHAT_MAIL_URL" in done.stdout


def test_the_demo_never_touches_a_folder_in_real_use(tmp_path: Path) -> None:
    copy_prepared(tmp_path)
    flowchat(tmp_path, "create-user", "alice", typed=f"{PASSWORD}\n")
    (tmp_path / "demo").mkdir()  # where the demo's own folder would be
    done = flowchat(tmp_path, "serve", "--demo", "--data", str(tmp_path), "--port", "0")
    assert done.returncode == 1
    assert "in real use" in done.stderr


def test_the_demo_has_a_folder_of_its_own_and_says_how_to_sign_in(tmp_path: Path) -> None:
    copy_prepared(tmp_path)
    flowchat(tmp_path, "create-user", "zed", "--role", "owner", typed=f"{PASSWORD}\n")
    with Stack("--demo", prepared=True) as demo:
        told = "\n".join(demo.said)
        assert "alice" in told
        password = told.split("password ")[1].split()[0]
        answer = httpx.post(f"{demo.url}/api/auth/login/", json={"login": "alice", "password": password})
        assert answer.status_code == 200
        demo.stop()
        demo.start()
        assert "\n".join(demo.said) == told
