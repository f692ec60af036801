"""Naming the content of a layer: the same content gives the same name, wherever it was loaded.

The name is the sum of one hash for each thing held (an additive multiset hash, cf. Bellare and
Micciancio, "A New Paradigm for Collision-Free Hashing", 1997), so that a changed fact costs one
subtraction and one addition. It tells contents apart; the tamper evidence is the revision chain.
"""

from __future__ import annotations

import hashlib

from facts.model import Action

_MODULUS = 1 << 128


def record_mark(fact: str, revision: int, action: Action, body_text: str) -> int:
    """Give the number that a fact's latest revision adds; `body_text` is its canonical JSON."""
    return _mark(f"{fact}@{revision}:{action.value}:{body_text}")


def mark(thing: object) -> int:
    """Give the number that a source, place, series, relation or overlay adds."""
    return _mark(repr(thing))


def digest_of(content: int) -> str:
    """Write the sum of all marks as 16 hexadecimal digits."""
    return f"{content % _MODULUS:032x}"[:16]


def _mark(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16])
