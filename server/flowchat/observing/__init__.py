"""What an operator can watch: numbers for Prometheus, and the id that ties the log lines of a request together."""
