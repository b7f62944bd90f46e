"""What people may be called, and the other things they tell about themselves. Types for request bodies."""

import re
import unicodedata
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from pydantic import AfterValidator, Field

from flowchat.chat.accounts.models import AccountRole
from flowchat.chat.text import INVISIBLE, Line, Lines, fold_name

_PUNCTUATION = "._-"
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
"""Scripts whose letters look alike: one username takes from one of them only (Unicode TS 39, mixed scripts)."""
_MEANT_OTHERWISE = frozenset(
    (
        "all",
        "channel",
        "everybody",
        "everyone",
        "here",
        "me",
        "nobody",
        "none",
        "null",
        "room",
        "team",
        "undefined",
    )
)
_SOUND_OFFICIAL = frozenset(
    (
        "admin",
        "administrator",
        "api",
        "bot",
        "flowchat",
        "help",
        "moderator",
        "operator",
        "owner",
        "root",
        "staff",
    )
) | {"security", "server", "support", "system"}
_is_email = EmailValidator()


def tidy_username(text: str) -> str:
    """Return a username in its one form (NFKC); raises ValueError when it can't be one."""
    name = unicodedata.normalize("NFKC", text.strip())
    if not 2 <= len(name) <= 32:
        raise ValueError("Between 2 and 32 characters, please.")
    if not all(_fits_username(letter) for letter in name):
        raise ValueError("Only letters, digits, dots, dashes and underscores, please.")
    if not (name[0].isalnum() and name[-1] not in _PUNCTUATION):
        raise ValueError("It must begin and end with a letter or a digit.")
    if len(_scripts_of(name)) > 1:
        raise ValueError("Letters of one alphabet only, please: some look the same in two.")
    if fold_name(name) in _MEANT_OTHERWISE:
        raise ValueError("This name has a meaning of its own here.")
    return name


def may_be_called(username: str, role: str) -> bool:
    """May an account of this role have this username? Names that sound official are for who runs the server."""
    return role != AccountRole.MEMBER or fold_name(username) not in _SOUND_OFFICIAL


def _fits_username(letter: str) -> bool:
    # With one of those, anyone could be called what somebody else is called already, to look at.
    if letter in INVISIBLE:
        return False
    # Marks are part of the letters of many scripts, Devanagari and Thai among them.
    return letter in _PUNCTUATION or unicodedata.category(letter)[0] in "LM" or letter.isdigit()


def _scripts_of(name: str) -> set[str]:
    spelled = (unicodedata.name(letter, "").partition(" ")[0] for letter in name)
    return {script for script in spelled if script in _SCRIPTS}


def tidy_email(text: str) -> str:
    """Return an e-mail address as it is kept and compared: in lower case. Raises ValueError when it is none."""
    email = text.strip().lower()
    try:
        _is_email(email)
    except ValidationError as error:
        raise ValueError("This is not an e-mail address.") from error
    return email


def check_time_zone(name: str) -> str:
    """Return the name of a time zone; raises ValueError for one that browsers would not know either."""
    if name not in _time_zones():
        raise ValueError("There is no such time zone.")
    return name


@cache
def _time_zones() -> frozenset[str]:
    # These two are in some databases, and browsers throw at them: one person could break everyone's page.
    return frozenset(available_timezones() - {"Factory", "localtime"})


def check_language(tag: str) -> str:
    """Return a language tag (BCP 47, such as `en` or `pt-BR`); raises ValueError for anything else."""
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", tag):
        raise ValueError("This is not a language tag, such as en or pt-BR.")
    return tag


def check_storable(text: str) -> str:
    """Return the text; raises ValueError for lone surrogates and NUL, which UTF-8 or PostgreSQL can't hold."""
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("This holds characters that can't be sent.")
    return text


def _shown(text: str) -> str:
    if not any(unicodedata.category(letter)[0] in "LNPS" and letter not in INVISIBLE for letter in text):
        raise ValueError("This is needed.")
    return text


Name = Annotated[Line, AfterValidator(_shown), Field(max_length=80)]
Username = Annotated[str, AfterValidator(tidy_username), Field(min_length=2, max_length=32)]
Email = Annotated[str, AfterValidator(tidy_email), Field(max_length=254)]
About = Annotated[Lines, Field(max_length=280)]
TimeZone = Annotated[str, AfterValidator(check_time_zone), Field(max_length=64)]
Language = Annotated[str, AfterValidator(check_language), Field(max_length=16)]
Password = Annotated[str, AfterValidator(check_storable), Field(max_length=1000)]
"""A password as typed; whether a new one is good enough is `passwords.require_good` to say."""
Login = Annotated[str, AfterValidator(check_storable), Field(max_length=254)]
Token = Annotated[str, AfterValidator(check_storable), Field(max_length=300)]
Search = Annotated[str, AfterValidator(check_storable), Field(max_length=100)]
Note = Annotated[Line, Field(max_length=120)]
