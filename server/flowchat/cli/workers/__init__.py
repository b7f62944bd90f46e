"""Several worker processes behind one address: Gunicorn's parent process with FlowChat's own worker inside it."""
