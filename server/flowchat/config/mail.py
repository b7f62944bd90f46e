"""FLOWCHAT_MAIL_URL and FLOWCHAT_MAIL_FROM: both or neither."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from flowchat.config.problems import BadSetting

_FIX = "Write smtp://user:password@host:587 (STARTTLS), smtps://… (TLS) or smtp+plain://… (a relay on this machine)."
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


@dataclass(frozen=True, slots=True)
class Mail:
    """How letters leave. `starttls` upgrades a plain connection, `tls` starts with TLS at once."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    starttls: bool
    tls: bool
    sender: str


def read_mail(url: str, sender: str) -> Mail | None:
    """Answer the mail settings, or None when neither variable is set. Raises BadSetting for one without the other."""
    if not url and not sender:
        return None
    if not url:
        raise BadSetting("FLOWCHAT_MAIL_URL", "is missing while FLOWCHAT_MAIL_FROM is set.", fix=_FIX)
    if "@" not in sender:
        state = "is no e-mail address." if sender else "is missing while FLOWCHAT_MAIL_URL is set."
        raise BadSetting(
            "FLOWCHAT_MAIL_FROM",
            state,
            fix="Set it to the address letters come from, or unset FLOWCHAT_MAIL_URL.",
        )
    return _parse(url, sender)


def _parse(url: str, sender: str) -> Mail:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadSetting("FLOWCHAT_MAIL_URL", f"is not a URL ({error}).", fix=_FIX) from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise BadSetting("FLOWCHAT_MAIL_URL", "names no mail server.", fix=_FIX)
    return Mail(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp",
        tls=parts.scheme == "smtps",
        sender=sender,
    )
