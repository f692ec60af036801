"""How the record is kept: reading curated files, checking them, and turning them into revisions."""
