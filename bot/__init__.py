"""What meets people: the command line, the console, the Discord client.

The only place that imports discord. Holds no SQL and no policy of answers.
"""
