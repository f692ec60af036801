"""Words → question: periods, places, names, commands, and the phrases that answers are written in.

Reads what people type in English, Ukrainian and Russian; knows the snapshot's names, no database,
no Discord. What it cannot read it refuses in a sentence, or asks back; it never guesses.
"""
