"""Makes pictures ours. Runs in the child process only (`flowchat.sandbox`), and so imports no Django."""
