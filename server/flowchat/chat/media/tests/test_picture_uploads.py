"""A photograph's whole way: uploaded to a real server, cleaned, kept, and made smaller by the job it left behind."""

from flowchat.chat.media.models import StoredFile
from flowchat.chat.media.tests.pictures import HEIC, SECRET, huge_png, moving, photo
from flowchat.chat.media.tests.pieces import kept_bytes
from flowchat.chat.media.tests.uploading import Uploader, incoming, refusal, wait_for


def only_file() -> StoredFile:
    return StoredFile.objects.get()


def test_where_it_was_taken_is_nowhere(alice: Uploader) -> None:
    data = photo(size=(2000, 1000), orientation=6)
    assert SECRET in data
    response = alice.send(data, name="beach.jpg")
    assert response.status_code == 201, response.text
    upload = response.json()["upload"]
    assert (upload["kind"], upload["width"], upload["height"]) == ("picture", 1000, 2000)
    assert (upload["name"], upload["content_type"]) == ("beach.jpg", "image/jpeg")
    assert upload["thumbhash"]
    wait_for(lambda: set(only_file().sizes) == {"small", "large"})
    for size in ("", "small", "large"):
        path = f"/api/files/{upload['id']}/{size}".rstrip("/") + "/"
        served = alice.http.get(path)
        assert served.status_code == 200
        assert served.content == kept_bytes(only_file(), size)
        assert SECRET not in served.content
        assert b"Exif" not in served.content
        assert served.headers["Content-Type"] == ("image/webp" if size else "image/jpeg")
    assert incoming() == []


def test_a_phones_picture_is_called_what_it_became(alice: Uploader) -> None:
    made = alice.send(HEIC, name="IMG_0001.HEIC").json()["upload"]
    assert (made["kind"], made["name"], made["content_type"]) == ("picture", "IMG_0001.jpg", "image/jpeg")
    assert SECRET not in kept_bytes(only_file(), "")


def test_a_name_does_not_make_a_picture(alice: Uploader) -> None:
    """What is a picture is cleaned, whatever it is called; what is none is none."""
    response = alice.send(photo("PNG"), name="report.pdf")
    assert response.json()["upload"]["kind"] == "picture"
    assert SECRET not in kept_bytes(only_file())
    assert alice.send(b"%PDF-1.7 words", name="beach.jpg").json()["upload"]["kind"] == "file"


def test_what_would_harm_is_refused_and_leaves_nothing(alice: Uploader) -> None:
    whole = photo()
    for data in (huge_png(50_000, 50_000), whole[: len(whole) // 2], moving("GIF")[:40]):
        assert refusal(alice.send(data, name="beach.jpg")) == (400, "picture_refused")
    assert incoming() == []
    assert not StoredFile.objects.exists()
