"""What the gateway's endpoints take."""

from pydantic import Field

from flowchat.chat.wire import Body

_LARGEST_SEQ = 2**63 - 1


class Position(Body):
    """Where a client stands in a stream."""

    stream: str
    after: int = Field(ge=0, le=_LARGEST_SEQ)
