"""Drawings of an `Answer`: Discord layout view, terminal, plain text, JSON.

Nothing here decides what an answer holds, asks the store or sends anything. The words of a figure, a
citation or a caveat are put together once (`wording`, `lines`), so the drawings cannot disagree.
"""
