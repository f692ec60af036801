"""Tests, one folder a room; `loopback` is the Discord they run against."""
