"""The shipped curated records and other reviewed content: YAML, reviewed like code. No code here."""
