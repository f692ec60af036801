"""What moderators and members do to the record."""
