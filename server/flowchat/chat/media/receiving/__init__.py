"""Uploads while they come in: their part files, the multipart form, the headers of tus."""
