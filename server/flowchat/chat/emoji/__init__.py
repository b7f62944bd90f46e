"""Emoji: which texts are one of Unicode's, and the pictures of this server's own."""
