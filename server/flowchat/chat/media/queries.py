"""Files as wire objects."""

from uuid import UUID

from django.db.models import Sum

from flowchat.chat.events import objects
from flowchat.chat.media.models import Upload


def to_attachment(upload: Upload) -> objects.Attachment:
    """Return what the wire says of an upload that is complete; load `file` with it."""
    file = upload.file
    assert file is not None, "an upload that is still coming in has nothing to show"
    return objects.Attachment.model_validate(
        {
            "id": upload.id,
            "kind": file.kind,
            "name": upload.name,
            "content_type": file.content_type,
            "size": file.size,
            "width": file.width,
            "height": file.height,
            "animated": file.animated,
            "thumbhash": file.thumbhash,
        }
    )


def used_by(owner_id: UUID) -> int:
    """Return how many bytes the files of a person take, those that are still coming in with all they will have."""
    return Upload.objects.filter(owner_id=owner_id).aggregate(sum=Sum("length"))["sum"] or 0


def used_in(room_id: UUID) -> int:
    """Return how many bytes the files of a room take."""
    return Upload.objects.filter(room_id=room_id).aggregate(sum=Sum("length"))["sum"] or 0
