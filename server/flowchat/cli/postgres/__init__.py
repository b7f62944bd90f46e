"""The PostgreSQL that FlowChat starts for itself when no DATABASE_URL is given."""
