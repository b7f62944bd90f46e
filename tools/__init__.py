"""What developers run: checks, the contract exporter, the seed. Nothing here is part of the installed package."""
