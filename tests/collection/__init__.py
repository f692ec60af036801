"""The shipped records, and reading and checking collections."""
