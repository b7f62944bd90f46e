"""Django's backend for PostgreSQL, with one thing changed (`base`)."""
