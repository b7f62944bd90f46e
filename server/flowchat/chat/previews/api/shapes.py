"""What the endpoints of previews take."""

from typing import Annotated

from pydantic import Field

from flowchat.chat.wire import Body


class PictureQuery(Body):
    """The key that came with the preview."""

    key: Annotated[str, Field(max_length=64)] = ""
