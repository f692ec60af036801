"""Moderators, members and strangers at work in Discord: the real client on a loopback server."""
