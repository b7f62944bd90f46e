"""What must be true afterwards. Every check is a pure function over journals, views and the truth."""
