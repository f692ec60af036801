"""Question → answer: one module a question, and the rules of composition they share.

Reads a `View` of the snapshot only; no I/O. Everything shown is a `CitedFact`.
"""
