"""Which form of an answer a client gets."""

from collections.abc import Iterable

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class AnyAccept(BaseContentNegotiation):
    """Lets whoever asks for pictures only have one, and read a refusal as JSON."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Choose the first, whatever `Accept` says."""
        first = next(iter(renderers))
        return first, first.media_type or ""
