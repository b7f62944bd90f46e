"""A lively example to look at: people, rooms and what they said in the last weeks."""
