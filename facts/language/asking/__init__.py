"""How a plain question is read and how the record that answers it is found.

Words → slots (reviewed lexicon, `facts/collection/lexicon`) → two independent rankings over the
snapshot → the gate, which answers only if both agree and nothing forbids it. No sentences for
people here: the gate names its reason, `facts.answering.ask` writes it. No model weights.
"""
