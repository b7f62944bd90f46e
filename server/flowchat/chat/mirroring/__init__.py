"""Copying what happens here to another service, from which browsers hear of it (ADR 22). Knows no vendor."""
