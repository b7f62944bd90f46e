"""What is tried: workers, PostgreSQL, Redis, and the network between all of them."""
