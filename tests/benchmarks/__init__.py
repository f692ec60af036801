"""Tests of what the benchmarks measure with: the deck and the grown record."""
