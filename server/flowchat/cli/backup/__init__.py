"""Backups: one file with database, uploads and keys, made while the server runs, and read back into an empty place."""
