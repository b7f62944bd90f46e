"""Bugs that the fault suite has to find, planted from outside: the product knows none of them."""
