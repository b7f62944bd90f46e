"""Which links of a message get a preview."""

import re
from urllib.parse import urlsplit

from django.conf import settings

from flowchat.chat.accounts.queries import community
from flowchat.chat.formatting import reading
from flowchat.chat.messaging.models import Message
from flowchat.chat.previews.fetcher.ranges import is_public
from flowchat.chat.previews.fetcher.refused import Refused
from flowchat.chat.previews.fetcher.targets import PORTS, parse_target

MOST_LINKS = 3
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


def previews_are_on() -> bool:
    """Do the operator and the admins want previews?"""
    return settings.LINK_PREVIEWS and community().link_previews


def links_of(message: Message) -> list[str]:
    """Return the first few links of a message that may lead somewhere, those of what it forwards included.

    Not those to this server: they need none of its own previews.
    """
    if message.deleted_at is not None:
        return []
    copied = (message.forwarded or {}).get("text", "")
    # Most messages hold no address, and need not be parsed to know it.
    texts = [text for text in (message.text, copied) if _ADDRESS.search(text)]
    links = dict.fromkeys(link for text in texts for link in reading.links_of(text, spoilers=False))
    return [link for link in links if _leads_somewhere(link)][:MOST_LINKS]


def _leads_somewhere(link: str) -> bool:
    try:
        # Any port: whether this one is asked is the guard's to say.
        target = parse_target(link, ports=frozenset([*PORTS.values(), urlsplit(link).port or 0]))
    except (Refused, ValueError):
        return False
    if target.address is not None and not is_public(target.address):
        return False
    return target.host != urlsplit(settings.PUBLIC_URL or "").hostname
