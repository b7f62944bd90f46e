"""What was found at addresses lately."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from flowchat.chat.previews.composing import Found
from flowchat.chat.previews.models import LinkPreview, Page, Picture
from flowchat.chat.previews.reading import parent

KEPT = timedelta(hours=1)
KEPT_FAILURES = timedelta(minutes=10)


def key_of(url: str) -> str:
    """Return how an address is filed."""
    return hashlib.sha256(url.encode(errors="replace")).hexdigest()


def is_known(url: str) -> bool:
    """Was this address asked lately?"""
    return Page.objects.filter(_fresh(), key=key_of(url)).exists()


def pages_of(urls: Sequence[str]) -> dict[str, Page]:
    """Return what was found at those of the addresses where something was."""
    keys = {key_of(url): url for url in urls}
    return {keys[page.key]: page for page in Page.objects.filter(key__in=keys, found=True)}


@transaction.atomic
def keep(url: str, found: Found | None, picture: parent.Picture | None) -> None:
    """Keep what was found at an address, or that there was nothing."""
    Page.objects.update_or_create(
        key=key_of(url),
        defaults={
            "found": found is not None,
            "title": found.title if found else "",
            "description": found.description if found else "",
            "site": found.site if found else "",
            "picture": _keep_picture(picture) if picture else None,
            "fetched_at": timezone.now(),
        },
    )


@transaction.atomic
def forget_old() -> None:
    """Forget what nobody may count on any more, and pictures that no preview shows."""
    Page.objects.exclude(_fresh()).delete()
    used = Exists(LinkPreview.objects.filter(picture=OuterRef("id"))) | Exists(
        Page.objects.filter(picture=OuterRef("id"))
    )
    # Not the newest: the transaction that is about to show them may not have committed yet.
    Picture.objects.filter(~used, created_at__lt=timezone.now() - KEPT).delete()


def _fresh() -> Q:
    now = timezone.now()
    return Q(found=True, fetched_at__gt=now - KEPT) | Q(found=False, fetched_at__gt=now - KEPT_FAILURES)


def _keep_picture(made: parent.Picture) -> Picture:
    row, _ = Picture.objects.update_or_create(
        digest=hashlib.sha256(made.data).hexdigest(),
        defaults={"created_at": timezone.now()},
        create_defaults={"width": made.width, "height": made.height, "data": made.data},
    )
    return row
