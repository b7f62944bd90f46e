"""A room for work on hostile bytes: a process of its own, with hard limits and nothing to lose. It knows no feature."""
