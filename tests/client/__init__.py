"""The Discord client: real discord.py over real sockets, against the loopback Discord."""
