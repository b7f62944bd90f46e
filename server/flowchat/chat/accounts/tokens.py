"""Tokens: made and checked here, stored nowhere but for a while in memory, logged never.

Each kind has a key of its own, derived from the install's secrets, so that one kind can't pass for another.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from uuid import UUID

import jwt
from django.conf import settings
from django.utils import timezone

from flowchat.chat import errors

ACCESS_LIFETIME = timedelta(minutes=15)
_ALGORITHM = "HS256"
_AUDIENCE = "flowchat:access"
_CLAIMS = ["sub", "sid", "iat", "exp", "aud"]
_INVITE_MAC_BYTES = 12


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a good access token says."""

    user_id: UUID
    session_id: UUID
    expires_at: datetime


def make_access_token(*, user_id: UUID, session_id: UUID) -> tuple[str, datetime]:
    """Return an access token (a JWT, RFC 7519) and when it ends."""
    now = timezone.now().replace(microsecond=0)
    expires_at = now + ACCESS_LIFETIME
    claims = {"sub": str(user_id), "sid": str(session_id), "iat": now, "exp": expires_at, "aud": _AUDIENCE}
    return jwt.encode(claims, settings.JWT_KEY, algorithm=_ALGORITHM), expires_at


def key_mark() -> str:
    """Return what tells this install's keys from others' and nothing of what they are."""
    return _mac("key mark", settings.JWT_KEY.encode()).hex()


def read_access_token(token: str) -> AccessClaims:
    """Return what an access token says; raises SignedOut (`token_expired`, or `signed_out` for anything else wrong).

    The algorithm is pinned: a token that names another, or none, is refused whatever its signature (RFC 8725).
    """
    return _read_access_token(token, settings.JWT_KEY)


def read_repeated_token(token: str) -> AccessClaims:
    """Return what an access token says, as `read_access_token` does, for requests that come one after another with the
    same one: its signature stays as good as it was, only its end is looked at each time.
    """
    claims = _read_once(token, settings.JWT_KEY)
    if claims.expires_at.timestamp() <= time.time():
        raise _expired()
    return claims


def _read_access_token(token: str, key: str) -> AccessClaims:
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=_AUDIENCE,
            options={"require": _CLAIMS},
        )
        return AccessClaims(
            user_id=UUID(claims["sub"]),
            session_id=UUID(claims["sid"]),
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        )
    except jwt.ExpiredSignatureError as error:
        raise _expired() from error
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise errors.SignedOut from error


_read_once = lru_cache(maxsize=8192)(_read_access_token)
"""A refusal is an exception, and those are not remembered: made-up tokens push nobody's out."""


def _expired() -> errors.SignedOut:
    return errors.SignedOut("Your access token is over.", code="token_expired")


@dataclass(frozen=True, slots=True)
class RefreshClaims:
    """Which session a refresh token belongs to, and which of its tokens it is."""

    session_id: UUID
    generation: int


def seal_refresh(session_id: UUID, generation: int) -> str:
    """Return the refresh token `<session id>.<generation>.<mac>`."""
    body = f"{session_id}.{generation}"
    return f"{body}.{_encode(_mac('refresh', body.encode()))}"


def open_refresh(token: str) -> RefreshClaims | None:
    """Return what a refresh token says, or None when we never made it."""
    body, _, mac = token.rpartition(".")
    if not _same(mac, _encode(_mac("refresh", body.encode(errors="replace")))):
        return None
    session_id, _, generation = body.partition(".")
    return RefreshClaims(session_id=UUID(session_id), generation=int(generation))


def seal_files_key(session_id: UUID) -> str:
    """Return `<session id>.<mac>`, which opens files and nothing else, for as long as the session lives."""
    return f"{session_id}.{_encode(_mac('files', str(session_id).encode()))}"


def open_files_key(key: str) -> UUID | None:
    """Return the session that a key for files belongs to, or None when we never made it."""
    session_id, _, mac = key.rpartition(".")
    if not _same(mac, _encode(_mac("files", session_id.encode(errors="replace")))):
        return None
    return UUID(session_id)


def seal_invite(invite_id: UUID) -> str:
    """Return an invite's token: its id and a mac, so that the link can be shown again without being stored."""
    return _encode(invite_id.bytes + _mac("invite", invite_id.bytes)[:_INVITE_MAC_BYTES])


def open_invite(token: str) -> UUID | None:
    """Return the id inside an invite's token, or None when we never made it."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return None
    if len(raw) != 16 + _INVITE_MAC_BYTES:
        return None
    invite_id = UUID(bytes=raw[:16])
    # Compared as written, so that a token has one spelling: base64 decoders forgive stray letters.
    return invite_id if _same(token, seal_invite(invite_id)) else None


def make_one_time_token() -> str:
    """Return 256 bits of chance, fit for a link."""
    return secrets.token_urlsafe(32)


def hash_one_time_token(token: str) -> str:
    """Return what is stored of a one-time token: a leaked table opens nothing."""
    return _mac("one-time link", token.encode(errors="replace")).hex()


def _mac(purpose: str, message: bytes) -> bytes:
    return hmac.digest(_key(purpose, settings.LINK_KEY), message, "sha256")


@cache
def _key(purpose: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)


def _same(one: str, other: str) -> bool:
    """Compare in constant time; strings from outside may hold anything, hence bytes."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
