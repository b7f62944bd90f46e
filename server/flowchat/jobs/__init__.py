"""Background work: jobs that a change leaves behind in the database, done soon after by the server itself."""
