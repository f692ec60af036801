"""The command line, the settings and the console, as somebody at a shell meets them."""
