"""The house itself: sizes, names, docstrings, phrases in three languages, links between pages."""
