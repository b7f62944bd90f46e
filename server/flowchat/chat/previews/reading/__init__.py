"""Makes sense of what strangers' servers sent, in a process of its own that has nothing to lose."""
