"""Letters to people."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from django.core.mail import send_mail
from django.db import connection

from flowchat.chat.accounts.actions.links import make_reset_link
from flowchat.chat.accounts.actions.sessions import find_by_login
from flowchat.chat.accounts.queries import community

logger = logging.getLogger(__name__)

# One letter after the other, in the background: the answer takes equally long for accounts that don't exist.
_postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")

_TEXT = """Hello {name},

someone, probably you, asked for a new password for your account {username} at {community}.
Choose one here, within 24 hours:

{url}

If it wasn't you, ignore this letter: your password stays as it is.
"""


def post_reset_link(login: str, *, base_url: str) -> Future[bool]:
    """Have a reset link sent to the account with this name or address, if there is one. Answers at once."""
    return _postman.submit(_send, login, base_url)


def _send(login: str, base_url: str) -> bool:
    """Look the account up and write to it; answer whether a letter went out."""
    try:
        user = find_by_login(login)
        if user is None or not user.is_active or not user.email:
            return False
        link = make_reset_link(user)
        named = community().name
        text = _TEXT.format(name=user.name, username=user.username, community=named, url=base_url + link.path)
        send_mail(f"New password for {named}", text, None, [user.email])
    except Exception:
        logger.exception("A letter with a reset link could not be sent.")
        return False
    else:
        return True
    finally:
        connection.close()
