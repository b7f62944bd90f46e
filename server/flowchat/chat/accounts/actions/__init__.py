"""What can be done with accounts. Each verb is one transaction, with its events."""

from flowchat.chat.accounts.actions.accounts import create_account, register, set_up_owner
from flowchat.chat.accounts.actions.invites import create_invite, revoke_invite
from flowchat.chat.accounts.actions.links import OneTimeToken, create_reset_link, create_setup_link
from flowchat.chat.accounts.actions.passwords import change_password, reset_password
from flowchat.chat.accounts.actions.profile import change_profile
from flowchat.chat.accounts.actions.running import change_account, change_community
from flowchat.chat.accounts.actions.sessions import (
    refresh_session,
    sign_in,
    sign_out,
    sign_out_by_refresh_token,
    sign_out_everywhere,
    start_session,
)
from flowchat.chat.accounts.queries import needs_setup

__all__ = [
    "OneTimeToken",
    "change_account",
    "change_community",
    "change_password",
    "change_profile",
    "create_account",
    "create_invite",
    "create_reset_link",
    "create_setup_link",
    "needs_setup",
    "refresh_session",
    "register",
    "reset_password",
    "revoke_invite",
    "set_up_owner",
    "sign_in",
    "sign_out",
    "sign_out_by_refresh_token",
    "sign_out_everywhere",
    "start_session",
]
