"""Find the records that bear on the claims in somebody's message, sentence by sentence."""

from __future__ import annotations

import re

from facts.language.asking.index import ViewIndex
from facts.language.asking.objections import objections
from facts.language.asking.ranking import by_evidence, items_of
from facts.language.asking.slots import Slots, read_slots
from facts.snapshot import Record, View

MOST_FOUND = 5
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_LONGEST = 12_000
_MOST_SENTENCES = 60
_SURE, _ENOUGH = 0.5, 3
"""A sentence bears on a record that holds half of what it says, and says three things at least."""


def bearing_on(text: str, view: View) -> tuple[Record, ...]:
    """List records that speak of what a message claims, best first, five at most.

    A record of another number or of the other side still bears on the claim: that is what a reader
    wants to see. One about another place or another kind of thing does not.
    """
    index = ViewIndex(view)
    found: dict[str, tuple[float, Record]] = {}
    pieces = [p for p in _SENTENCE.split(text[:_LONGEST]) if p.strip()][:_MOST_SENTENCES]
    for piece in pieces:
        slots = read_slots(piece, index)
        if not _claims(slots):
            continue
        items = items_of(slots, index)
        for candidate in by_evidence(index, items)[:8]:
            if candidate.evidence < _SURE:
                break
            if {"place", "category"} & set(objections(slots, candidate)):
                continue
            known = found.get(candidate.record.id)
            if known is None or candidate.evidence > known[0]:
                found[candidate.record.id] = (candidate.evidence, candidate.record)
    best = sorted(found.values(), key=lambda f: (-f[0], f[1].id))
    return tuple(record for _, record in best[:MOST_FOUND])


def _claims(slots: Slots) -> bool:
    """Tell whether a sentence says enough about the war to be held against records."""
    told = [c for c, kind in slots.concepts if kind != "word"]
    return len(told) + len(slots.numbers) + bool(slots.named_sides) >= _ENOUGH
