"""Real clients, as docs/protocol.md describes them: they share no code with the server."""
