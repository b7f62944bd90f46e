"""Every frame a client may send, tried by everyone. The list of frames comes from the contract."""

import json

import pytest
from websockets.exceptions import ConnectionClosed

from tests.conftest import Town
from tests.matrix_cast import PERSONAS
from tools.export_contract import FOLDER
from tools.person import Person, Socket

# What becomes of each frame: the answer it gets, `heard` by another member, `ignored`, or the code it is closed with.
EXPECTED: dict[str, tuple[str, ...]] = {
    "authenticate": (*["ready"] * 6, "4401", "4401"),
    "heartbeat": (*["ignored"] * 6, "4400", "4400"),
    "typing": (*["heard"] * 3, *["ignored"] * 3, "4400", "4400"),
}


@pytest.fixture(scope="module")
def people(town: Town) -> dict[str, Person]:
    """Alice owns the room, Anna runs it with her, Bob is in it; Carol never was; Olga runs the server; Rita left."""
    olga, rita = town.newcomer("Olga"), town.newcomer("Rita")
    town.alice.call("PATCH", f"accounts/{olga.id}/", {"role": "admin"})
    town.alice.call("POST", f"rooms/{town.room}/members/", {"user_ids": [town.anna.id, rita.id]})
    town.alice.call("PATCH", f"rooms/{town.room}/members/{town.anna.id}/", {"role": "admin"})
    town.alice.call("DELETE", f"rooms/{town.room}/members/{rita.id}/")
    cast = (town.alice, town.anna, town.bob, town.carol, olga, rita)
    return dict(zip(PERSONAS[:6], cast, strict=True))


def test_every_frame_has_a_row() -> None:
    schema = json.loads((FOLDER / "events.schema.json").read_text())
    assert set(schema["properties"]["client_frame"]["discriminator"]["mapping"]) == set(EXPECTED)


@pytest.mark.parametrize("kind", EXPECTED)
@pytest.mark.parametrize("persona", PERSONAS)
def test_who_may(kind: str, persona: str, town: Town, people: dict[str, Person]) -> None:
    listening = people["member" if persona == "owner" else "owner"]
    person = people.get(persona, town.carol)
    with listening.socket() as listener, person.raw_socket() as socket:
        if kind == "authenticate":
            socket.say(
                type="authenticate",
                token={"signed_out": "", "garbage": "not.a.token"}.get(persona, person.access),
            )
        else:
            if persona != "signed_out":
                enter(socket, person)
            socket.say(**frame(kind, town.room, garbled=persona == "garbage"))
        assert fate(kind, person, socket, listener) == EXPECTED[kind][PERSONAS.index(persona)]


def enter(socket: Socket, person: Person) -> None:
    socket.say(type="authenticate", token=person.access)
    socket.hear("ready")


def frame(kind: str, room: str, *, garbled: bool) -> dict[str, object]:
    fields: dict[str, dict[str, object]] = {
        "heartbeat": {"active": True},
        "typing": {"room_id": room, "typing": True},
    }
    return {"type": kind, **fields[kind], **({"active": "perhaps", "typing": "perhaps"} if garbled else {})}


def fate(kind: str, person: Person, socket: Socket, listener: Socket) -> str:
    """What became of the frame. A second authenticate is answered only after it: then nothing more will come of it."""
    try:
        # The server may have closed on the frame before: whether this one still gets out is a race, its answer is not.
        socket.say(type="authenticate", token=person.access)
        answer = next(one for one in socket if one["type"] in ("ready", "authenticated"))
    except ConnectionClosed as closed:
        return str(closed.rcvd.code if closed.rcvd else 1006)
    if answer["type"] == "ready" or kind == "authenticate":
        return "ready"
    told = [one for one in listener.silence(0.5) if one["type"] == "typing" and one["user_id"] == person.id]
    return "heard" if told else "ignored"
