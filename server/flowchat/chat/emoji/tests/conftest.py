"""The people of the accounts' tests: Alice owns the server, Anna is an admin of it, Bob and Carol are members."""

from flowchat.chat.accounts.tests.conftest import _no_counts_from_other_tests, cast

__all__ = ["_no_counts_from_other_tests", "cast"]
