"""How the tables came to be: one file a step in `versions`, named `NNNN_what_it_does.py`.

The number is the revision's id; ids only grow, so a store can be told to be newer than the program.
"""
