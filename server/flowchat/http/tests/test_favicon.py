"""The picture in the browser's tab."""

from django.test import Client


def test_pages_that_name_no_icon_get_the_clients() -> None:
    answer = Client().get("/favicon.ico")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/favicon.svg"
