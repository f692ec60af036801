"""Digests and corrections that reach the reader."""
