"""One module per subcommand: `add` describes it, `run` does it and answers the exit code."""
