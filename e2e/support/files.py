"""Files of the stories, made on the spot, and sent as the protocol says."""

import io
import math
import struct
import uuid
import wave
from typing import Any

import httpx
from PIL import Image

from tools.person import Person


def picture(width: int, height: int, colour: str = "teal", *, form: str = "JPEG") -> bytes:
    """Paint a picture with a lighter lower half, so that up and down can be told apart."""
    image = Image.new("RGB", (width, height), colour)
    image.paste(Image.new("RGB", (width, height // 2), "wheat"), (0, height - height // 2))
    return _written(image, form)


def flicker(width: int, height: int) -> bytes:
    """Paint a moving picture: red, then blue."""
    file = io.BytesIO()
    red, blue = (Image.new("RGB", (width, height), colour) for colour in ("red", "blue"))
    red.save(file, "GIF", save_all=True, append_images=[blue], duration=200, loop=0)
    return file.getvalue()


def tone(seconds: int) -> bytes:
    """Record a quiet hum, as a WAV that is long enough to be fetched in pieces."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        hum = b"".join(struct.pack("<h", round(800 * math.sin(at / 6))) for at in range(8000))
        sound.writeframes(hum * seconds)
    return file.getvalue()


def upload(person: Person, name: str, data: bytes) -> str:
    """Upload a file in one piece and return its id."""
    headers = {"Authorization": f"Bearer {person.access}"}
    answer = person.http.post("/api/uploads/", files={"file": (name, data)}, headers=headers)
    assert answer.status_code == httpx.codes.CREATED, answer.text
    upload_id: str = answer.json()["upload"]["id"]
    return upload_id


def send_files(person: Person, room: str, *upload_ids: str, text: str = "") -> dict[str, Any]:
    """Send a message with files and return it."""
    body = {"room": room, "client_id": str(uuid.uuid4()), "text": text, "upload_ids": upload_ids}
    message: dict[str, Any] = person.call("POST", "messages/", body)["message"]
    return message


def _written(image: Image.Image, form: str) -> bytes:
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()
