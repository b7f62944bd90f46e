"""How often one may try. Each of these raises SlowDown."""

from django.core.cache import cache
from django.http import HttpRequest

from flowchat.chat.accounts.models import User
from flowchat.chat.errors import SlowDown
from flowchat.chat.text import fold_name
from flowchat.http import limits
from flowchat.http.limits import Rate

_PER_PAIR = Rate(10, 300)
_PER_ADDRESS = Rate(60, 300)
_PER_ACCOUNT = Rate(100, 3600)
_REGISTER = Rate(100, 3600)  # a whole class or office may share one address
_LINK = Rate(60, 300)
_TOKEN = Rate(60, 60)
_RESET_MAIL = Rate(3, 3600)
_PASSWORD = Rate(10, 300)
_SEARCH = Rate(120, 60)
_INVITE = Rate(30, 3600)
_REMEMBERED = 30 * 24 * 3600


class SignInTry:
    """One try to sign in, counted before the password is looked at and given back when it was right.

    Three limits: for an account from one address, for an address, and for an account from anywhere. The last is
    high and doesn't hold for addresses from which that account has signed in lately, so that strangers who guess
    can't lock its owner out. Name and address of one account count apart: together they would tell a stranger whose
    address it is.
    """

    def __init__(self, request: HttpRequest, login: str) -> None:
        address, account = limits.address_of(request), fold_name(login.strip())
        pair = f"{account}\n{address}"
        self._known = limits.name_of("sign-in-known", pair)
        # The address first: once it is refused, its made-up names make no more counters. A flood of those would push
        # out everyone else's.
        self._limits = [("sign-in-address", address, _PER_ADDRESS), ("sign-in-pair", pair, _PER_PAIR)]
        if not cache.get(self._known):
            self._limits.append(("sign-in-account", account, _PER_ACCOUNT))

    def begin(self) -> None:
        """Count it; a try that is refused by one limit counts for none."""
        for index, limit in enumerate(self._limits):
            try:
                limits.check(*limit)
            except SlowDown:
                _give_back(self._limits[:index])
                raise

    def succeeded(self) -> None:
        """Give it back, and remember the address."""
        _give_back(self._limits)
        cache.set(self._known, 1, timeout=_REMEMBERED)


def _give_back(counted: list[tuple[str, str, Rate]]) -> None:
    for limit in counted:
        limits.give_back(*limit)


def may_register(request: HttpRequest) -> None:
    """Limit new accounts per address."""
    limits.check("register", limits.address_of(request), _REGISTER)


def may_follow_link(request: HttpRequest) -> None:
    """Limit tries at set-up, invite and reset links per address."""
    limits.check("link", limits.address_of(request), _LINK)


def may_show_token(request: HttpRequest) -> None:
    """Limit tries with tokens of a linked service per address: each may cost a question to that service."""
    limits.check("linked-token", limits.address_of(request), _TOKEN)


def may_ask_for_mail(request: HttpRequest, login: str) -> None:
    """Limit letters per account (whether it exists or not) and address."""
    limits.check("link", limits.address_of(request), _LINK)
    limits.check("reset-mail", fold_name(login.strip()), _RESET_MAIL)


def may_try_own_password(user: User) -> None:
    """Limit guesses at the password by somebody who sits at a signed-in device."""
    limits.check("own-password", user.id, _PASSWORD)


def may_search(user: User) -> None:
    """Limit searches per account."""
    limits.check("search", user.id, _SEARCH)


def may_invite(user: User) -> None:
    """Limit new invites per account."""
    limits.check("invite", user.id, _INVITE)
