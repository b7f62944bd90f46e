"""The fault suite: real clients against real servers while all between them dies, and a proof of what is left."""
