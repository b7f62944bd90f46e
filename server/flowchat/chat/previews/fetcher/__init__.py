"""Fetches what strangers link to, and can't be turned against the network it runs in (docs/adr, link previews)."""
