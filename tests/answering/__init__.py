"""Tests of `facts.answering`."""
