"""A multipart form with one file in it, read as it comes (RFC 7578)."""

from collections.abc import Callable
from email.message import Message
from uuid import UUID

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser

from flowchat.chat.errors import Invalid
from flowchat.chat.media.receiving.names import clean_name, refuse_blocked
from flowchat.chat.media.receiving.parts import Part

FIELD = "file"
_HEADER_BYTES = 4096
_HEADERS = 8
OVERHEAD = 8 * 1024
"""What a form may have around its file."""


def boundary_of(content_type: str) -> str | None:
    """Return the boundary of a multipart form; None for any other type, or without one."""
    head = Message()
    head["Content-Type"] = content_type
    boundary = head.get_boundary()
    return boundary if head.get_content_type() == "multipart/form-data" and boundary else None


class FormSink:
    """Takes a form and writes the file in it to its part. Nothing of it is left unless `keep` was called."""

    heavy = True

    def __init__(self, part: Part, boundary: str, *, forget: Callable[[UUID], object]) -> None:
        """Raises Invalid for a boundary that is none. `forget` removes what came of an upload."""
        self.part = part
        self._forget = forget
        self.name = ""
        self._around = 0
        self._files = 0
        self._ended = False
        self._kept = False
        self._field = self._value = b""
        self._disposition: bytes | None = None
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin_part,
                    "on_header_field": self._take_field,
                    "on_header_value": self._take_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._open_part,
                    "on_part_data": self._take_data,
                    "on_end": self._end,
                },
                max_header_count=_HEADERS,
                max_header_size=_HEADER_BYTES,
            )
        except (FormParserError, ValueError) as error:  # a boundary that isn't ASCII is a ValueError
            part.close()
            raise Invalid("The form can't be read.") from error

    def write(self, data: bytes) -> None:
        """Read on. Raises Invalid for a broken form or any part but one file, and what writing raises."""
        before = self.part.size
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise Invalid("The form can't be read.") from error
        # A preamble or endless headers are no file, and must not be read for ever.
        self._around += len(data) - (self.part.size - before)
        if self._around > OVERHEAD:
            raise Invalid("There is too much around the file in this form.")

    def finish(self) -> None:
        """Make sure that it came whole. Raises Invalid."""
        if not self._files:
            raise Invalid(fields={FIELD: ["This is needed."]})
        if not self._ended:
            raise Invalid("The form breaks off before its end.")

    def keep(self) -> None:
        """Leave what came to whoever takes it over."""
        self._kept = True

    def close(self) -> None:
        """Let go, and remove what nobody took over."""
        try:
            if not self._kept:
                self._forget(self.part.upload_id)
        finally:
            # Also when the database is away: an open part counts against its owner.
            self.part.close()

    def _begin_part(self) -> None:
        self._field = self._value = b""
        self._disposition = None

    def _take_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _take_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field = self._value = b""

    def _open_part(self) -> None:
        head = Message()
        head["Content-Disposition"] = (self._disposition or b"").decode(errors="replace")
        field = head.get_param("name", header="Content-Disposition")
        if field != FIELD:
            named = clean_name(str(field)) if field else "?"
            raise Invalid(fields={named: [f"The form has one part, {FIELD}."]})
        self._files += 1
        if self._files > 1:
            raise Invalid(fields={FIELD: ["Give this once."]})
        self.name = clean_name(filename_in(head))
        refuse_blocked(self.name)

    def _take_data(self, data: bytes, start: int, end: int) -> None:
        self.part.write(memoryview(data)[start:end])

    def _end(self) -> None:
        self._ended = True


def filename_in(head: Message) -> str:
    """Return a part's file name: `filename*` (RFC 5987, which RFC 7578 advises against) or `filename` in UTF-8, in
    which browsers write a quotation mark as %22 (HTML, "multipart form data").
    """
    plain = head.get_param("filename", header="Content-Disposition")
    found = head.get_filename("")
    return found.replace("%22", '"') if isinstance(plain, str) else found
