"""`ask`: what is answered, what is refused and why, and how questions are read."""
