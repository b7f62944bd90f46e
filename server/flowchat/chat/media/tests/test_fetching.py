"""Who may fetch a file, asked again at each fetch; and what a browser may do with it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from flowchat.chat.accounts.actions import sign_out
from flowchat.chat.accounts.api import cookies
from flowchat.chat.accounts.models import User
from flowchat.chat.accounts.tests.factories import PASSWORD, make_user
from flowchat.chat.accounts.tokens import seal_files_key, seal_refresh
from flowchat.chat.gateway.tests.harness import sign_in, token_for
from flowchat.chat.ids import new_id
from flowchat.chat.media.access import LIFETIME
from flowchat.chat.media.models import FileKind, Place, StoredFile, Upload
from flowchat.chat.media.tests.kept import bring, browser_of, keep_size, path_to, send_file
from flowchat.chat.messaging.tests.changes import delete, restore
from flowchat.chat.rooms.actions import delete_room, remove_member
from flowchat.chat.rooms.models import Room, RoomKind
from flowchat.chat.rooms.tests.conftest import Cast
from flowchat.chat.rooms.tests.conftest import cast as cast  # noqa: PLC0414  # a fixture
from flowchat.chat.rooms.tests.factories import make_room, seat_of

PICTURE: dict[str, Any] = {"kind": FileKind.PICTURE, "content_type": "image/webp"}


def fetch(client: Client, upload: Upload, size: str = "", **headers: str) -> Any:
    return client.get(path_to(upload.id, size), headers=headers)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def statuses(upload: Upload, *people: User) -> list[int]:
    return [fetch(browser_of(person), upload).status_code for person in people]


@pytest.fixture
def sent(cast: Cast) -> Upload:
    """A file of Bob's in the room."""
    upload = bring(cast.bob, b"hello")
    send_file(cast.bob, cast.room, upload)
    return upload


def test_an_upload_is_its_owners_until_something_names_it(cast: Cast) -> None:
    upload = bring(cast.bob)
    assert statuses(upload, cast.bob, cast.alice, cast.carol) == [200, 404, 404]


def test_one_that_waited_too_long_is_nobodys(cast: Cast) -> None:
    upload = bring(cast.bob)
    Upload.objects.filter(id=upload.id).update(created_at=timezone.now() - LIFETIME)
    assert statuses(upload, cast.bob) == [404]


def test_a_sent_file_is_the_rooms(cast: Cast, sent: Upload) -> None:
    assert statuses(sent, cast.alice, cast.bob, cast.carol) == [200, 200, 404]
    assert body(fetch(browser_of(cast.alice), sent)) == b"hello"


def test_whoever_may_look_into_a_public_room_may_see_its_files(cast: Cast) -> None:
    room = make_room(cast.alice, kind=RoomKind.PUBLIC, name="Square")
    upload = bring(cast.alice)
    send_file(cast.alice, room, upload)
    assert statuses(upload, cast.carol) == [200]


def test_a_removed_member_is_out_at_the_next_fetch(cast: Cast, sent: Upload) -> None:
    browser = browser_of(cast.bob)
    assert fetch(browser, sent).status_code == 200
    remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    gone = fetch(browser, sent)
    assert gone.status_code == 404
    assert gone.json() == fetch(browser, Upload(id=new_id())).json(), "it sounds as if it had never been"


def test_a_deleted_message_takes_its_file_along_and_undo_brings_it_back(cast: Cast) -> None:
    upload = bring(cast.bob)
    message = send_file(cast.bob, cast.room, upload)
    browser = browser_of(cast.alice)
    delete(cast.bob, message)
    assert fetch(browser, upload).status_code == 404
    assert fetch(browser_of(cast.bob), upload).status_code == 404
    restore(cast.bob, message)
    assert fetch(browser, upload).status_code == 200


def test_a_deleted_room_takes_its_files_along(cast: Cast, sent: Upload) -> None:
    delete_room(owner=seat_of(cast.alice, cast.room), confirm=cast.room.name)
    assert statuses(sent, cast.alice, cast.bob) == [404, 404]


def test_a_persons_picture_is_for_everyone_while_it_is_theirs(cast: Cast) -> None:
    upload = bring(cast.bob, **PICTURE)
    Upload.objects.filter(id=upload.id).update(place=Place.PROFILE)
    assert statuses(upload, cast.bob, cast.carol) == [404, 404]
    User.objects.filter(id=cast.bob.id).update(picture_id=upload.id)
    assert statuses(upload, cast.bob, cast.carol) == [200, 200]
    User.objects.filter(id=cast.bob.id).update(picture_id=new_id())
    assert statuses(upload, cast.bob, cast.carol) == [404, 404]


def test_a_rooms_picture_is_for_whoever_sees_the_room(cast: Cast) -> None:
    upload = bring(cast.alice, **PICTURE)
    Upload.objects.filter(id=upload.id).update(place=Place.ROOM, room=cast.room)
    assert statuses(upload, cast.alice, cast.bob) == [404, 404]
    Room.objects.filter(id=cast.room.id).update(picture_id=upload.id)
    assert statuses(upload, cast.alice, cast.bob, cast.carol) == [200, 200, 404]


def test_an_upload_that_is_still_coming_is_not_there(cast: Cast) -> None:
    upload = Upload.objects.create(owner=cast.bob, name="film.mp4", length=10)
    assert statuses(upload, cast.bob) == [404]


def test_a_file_that_the_disk_lost_is_not_there(cast: Cast) -> None:
    upload = bring(cast.bob)
    StoredFile.objects.filter(uploads=upload).update(key="ab/lost")
    assert statuses(upload, cast.bob) == [404]


def test_a_file_of_a_storage_that_is_not_set_up_any_more(cast: Cast) -> None:
    upload = bring(cast.bob)
    StoredFile.objects.filter(uploads=upload).update(storage="s3")
    answer = fetch(browser_of(cast.bob), upload)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "storage_unavailable")


def test_a_fetch_asks_the_database_little(
    cast: Cast, sent: Upload, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of(cast.alice)
    with django_assert_num_queries(3):  # the session, the upload with its file, the membership with its room
        assert fetch(browser, sent).status_code == 200


class TestCookie:
    def test_every_way_in_gives_it_and_the_way_out_takes_it(self, db: None) -> None:
        user = make_user("Bob")
        client = Client()
        login = {"login": user.username, "password": PASSWORD}
        given = client.post("/api/auth/login/", login, content_type="application/json")
        cookie = given.cookies[cookies.FILES_NAME]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/api/files/")
        assert cookie["max-age"] == given.cookies[cookies.NAME]["max-age"]
        upload = bring(user)
        assert fetch(client, upload).status_code == 200
        again = client.post("/api/auth/refresh/")
        assert again.cookies[cookies.FILES_NAME].value == cookie.value
        left = client.post("/api/auth/logout/")
        assert left.cookies[cookies.FILES_NAME]["max-age"] == 0
        assert fetch(client, upload).status_code == 401

    def test_it_is_secure_behind_tls(self, db: None, settings: Any) -> None:
        settings.TLS = True
        user = make_user("Bob")
        login = {"login": user.username, "password": PASSWORD}
        given = Client().post("/api/auth/login/", login, content_type="application/json")
        assert given.cookies[cookies.FILES_NAME]["secure"] is True

    def test_it_is_worth_nothing_once_the_session_has_ended(self, cast: Cast, sent: Upload) -> None:
        session = sign_in(cast.alice)
        browser = browser_of(cast.alice, session)
        sign_out(session)
        ended = fetch(browser, sent)
        assert (ended.status_code, ended.json()["error"]["code"]) == (401, "session_ended")

    def test_a_deactivated_account_has_none(self, cast: Cast, sent: Upload) -> None:
        browser = browser_of(cast.alice)
        User.objects.filter(id=cast.alice.id).update(is_active=False)
        assert fetch(browser, sent).status_code == 401

    @pytest.mark.parametrize(
        "path", ["/api/me/", "/api/rooms/", "/api/community/members/", "/api/auth/sessions/"]
    )
    def test_it_opens_nothing_else(self, cast: Cast, path: str) -> None:
        assert browser_of(cast.alice).get(path).status_code in (401, 404)

    def test_it_changes_nothing(self, cast: Cast, sent: Upload) -> None:
        browser = browser_of(cast.alice)
        for method in (browser.post, browser.put, browser.patch, browser.delete, browser.options):
            assert method(path_to(sent.id)).status_code == 401

    @pytest.mark.parametrize("key", ["", "x", "é.é", "019ab3c4-7f7f-7b3c-8d4e-5f60718293a4.abc", "." * 300])
    def test_a_made_up_one_opens_nothing(self, cast: Cast, sent: Upload, key: str) -> None:
        browser = Client()
        browser.cookies[cookies.FILES_NAME] = key
        assert fetch(browser, sent).status_code == 401

    def test_a_refresh_token_is_none(self, cast: Cast, sent: Upload) -> None:
        session = sign_in(cast.alice)
        browser = Client()
        for other in (seal_refresh(session.id, session.generation), token_for(cast.alice, session)):
            browser.cookies[cookies.FILES_NAME] = other
            assert fetch(browser, sent).status_code == 401

    def test_it_is_no_refresh_token_and_no_access_token(self, cast: Cast) -> None:
        key = seal_files_key(sign_in(cast.alice).id)
        client = Client()
        client.cookies[cookies.NAME] = key
        assert client.post("/api/auth/refresh/").status_code == 401
        assert Client().get("/api/me/", headers={"Authorization": f"Bearer {key}"}).status_code == 401

    def test_a_bad_access_token_is_not_forgiven_for_it(self, cast: Cast, sent: Upload) -> None:
        assert fetch(browser_of(cast.alice), sent, Authorization="Bearer x").status_code == 401
        token = token_for(cast.alice)
        assert fetch(Client(), sent, Authorization=f"Bearer {token}").status_code == 200


class TestShowing:
    @pytest.mark.parametrize(
        ("kind", "content_type"),
        [
            (FileKind.PICTURE, "image/webp"),
            (FileKind.PICTURE, "image/gif"),
            (FileKind.VIDEO, "video/mp4"),
            (FileKind.AUDIO, "audio/ogg"),
        ],
    )
    def test_what_was_recognised_is_shown_in_place(self, cast: Cast, kind: str, content_type: str) -> None:
        answer = fetch(
            browser_of(cast.bob), bring(cast.bob, name="a.x", kind=kind, content_type=content_type)
        )
        assert answer.headers["Content-Type"] == content_type
        assert answer.headers["Content-Disposition"] == 'inline; filename="a.x"'

    @pytest.mark.parametrize(
        ("kind", "content_type"),
        [
            (FileKind.FILE, "text/html"),
            (FileKind.FILE, "image/svg+xml"),
            (FileKind.FILE, "application/pdf"),
            (FileKind.PICTURE, "image/svg+xml"),
            (FileKind.PICTURE, "text/html"),
            (FileKind.VIDEO, "text/html"),
        ],
    )
    def test_everything_else_is_a_download_of_no_type(self, cast: Cast, kind: str, content_type: str) -> None:
        upload = bring(cast.bob, b"<script>", name="page.html", kind=kind, content_type=content_type)
        for query in ("", "?download=1", "?download=0"):
            answer = browser_of(cast.bob).get(path_to(upload.id) + query)
            assert answer.headers["Content-Type"] == "application/octet-stream"
            assert answer.headers["Content-Disposition"] == 'attachment; filename="page.html"'

    def test_nothing_runs(self, cast: Cast, sent: Upload) -> None:
        headers = fetch(browser_of(cast.alice), sent).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_a_named_page_of_the_same_site_may_show_it(self, cast: Cast, sent: Upload, settings: Any) -> None:
        settings.CORS_ALLOWED_ORIGINS = ["https://chat.example.org"]
        headers = fetch(browser_of(cast.alice), sent).headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-site"

    def test_a_picture_may_be_downloaded(self, cast: Cast) -> None:
        upload = bring(cast.bob, name="a.webp", **PICTURE)
        answer = browser_of(cast.bob).get(path_to(upload.id) + "?download=1")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="a.webp"'
        assert browser_of(cast.bob).get(path_to(upload.id) + "?download=maybe").status_code == 400

    def test_a_name_is_only_a_name(self, cast: Cast) -> None:
        upload = bring(cast.bob, name='a"\r\nX-Evil: 1\u202e/../x.webp', **PICTURE)
        answer = fetch(browser_of(cast.bob), upload)
        assert answer.status_code == 200
        assert "X-Evil" not in answer.headers
        assert answer.headers["Content-Disposition"].startswith('inline; filename="a_X-Evil: 1_.._x.webp"')


class TestSizes:
    def test_a_smaller_copy_and_what_stands_in_for_it(self, cast: Cast) -> None:
        upload = bring(cast.bob, b"the original", **PICTURE)
        browser = browser_of(cast.bob)
        early = fetch(browser, upload, "small")
        assert (body(early), early.headers["Cache-Control"]) == (b"the original", "no-store")
        assert upload.file is not None
        keep_size(upload.file, "small", b"smaller")
        made = fetch(browser, upload, "small")
        assert (body(made), made.headers["Cache-Control"]) == (b"smaller", "private, max-age=900")
        assert "Cookie" in made.headers["Vary"]
        assert body(fetch(browser, upload, "large")) == b"the original"
        assert made.headers["ETag"] != fetch(browser, upload).headers["ETag"]

    def test_a_small_picture_is_its_own_copy(self, cast: Cast) -> None:
        upload = bring(cast.bob, **PICTURE)
        StoredFile.objects.filter(uploads=upload).update(width=480, height=10)
        assert fetch(browser_of(cast.bob), upload, "small").headers["Cache-Control"] == "private, max-age=900"

    def test_only_pictures_have_sizes(self, cast: Cast, sent: Upload) -> None:
        assert [
            fetch(browser_of(cast.bob), sent, size).status_code for size in ("small", "large", "huge")
        ] == [404] * 3

    def test_a_copy_is_guarded_as_the_original_is(self, cast: Cast) -> None:
        upload = bring(cast.bob, **PICTURE)
        assert fetch(browser_of(cast.carol), upload, "small").status_code == 404


def test_what_the_browser_has_is_checked_and_not_sent_again(cast: Cast, sent: Upload) -> None:
    browser = browser_of(cast.bob)
    etag = fetch(browser, sent).headers["ETag"]
    assert fetch(browser, sent, **{"If-None-Match": etag}).status_code == 304
    remove_member(remover=seat_of(cast.alice, cast.room), user_id=cast.bob.id)
    assert fetch(browser, sent, **{"If-None-Match": etag}).status_code == 404


def test_a_part_and_one_behind_the_end(cast: Cast, sent: Upload) -> None:
    browser = browser_of(cast.bob)
    part = fetch(browser, sent, Range="bytes=1-3")
    assert (part.status_code, body(part), part.headers["Content-Range"]) == (206, b"ell", "bytes 1-3/5")
    assert fetch(browser, sent, Range="bytes=5-").status_code == 416
