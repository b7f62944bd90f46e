"""What the child process does: reads bytes, and answers what it made of them (`flowchat.sandbox`)."""

import json


def page(arguments: list[str], body: bytes) -> bytes:
    """Answer JSON: what a page says about itself. The argument is the encoding that its server named."""
    from flowchat.chat.previews.reading.page import read_page

    return json.dumps(read_page(body, arguments[0])).encode()


def picture(arguments: list[str], body: bytes) -> bytes:
    """Answer a line `width height` and a WebP, or nothing."""
    from flowchat.chat.previews.reading.picture import read_picture  # a page needs no decoders

    made = read_picture(body)
    if made is None:
        return b""
    width, height, small = made
    return f"{width} {height}\n".encode() + small
